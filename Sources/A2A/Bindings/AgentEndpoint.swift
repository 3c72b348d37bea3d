package import HTTP
import Telemetry

/// Where and how one interface of an agent is reached: the address, the credentials, the limits.
package struct AgentEndpoint: Sendable {
  /// How long an agent may go on streaming to nobody. Most streams end right after the last word, which keeps the
  /// connection; and agents are known to hang for ever when a reader leaves before its task is canceled.
  static let farewell = Duration.seconds(5)

  package let url: WebURL
  package let tenant: String?
  /// The URIs of the extensions that are made use of.
  package let extensions: [String]
  package let limits: HTTPLimits
  private let client: HTTPClient
  private let authorizer: any RequestAuthorizer
  private let deadlines: HTTPDeadlines

  /// - Parameters:
  ///   - url: An address of an origin that may see the agent's credentials.
  ///   - deadlines: How long each stage of an exchange may take; `total` is set for each.
  ///   - limits: How much one answer, or one stream in all, may bring.
  package init(
    _ url: WebURL, tenant: String? = nil, extensions: [String] = [], client: HTTPClient,
    authorizer: any RequestAuthorizer, deadlines: HTTPDeadlines, limits: HTTPLimits
  ) {
    self.url = url
    self.tenant = tenant
    self.extensions = extensions
    self.client = client
    self.authorizer = authorizer
    self.deadlines = deadlines
    self.limits = limits
  }

  /// A request to this interface or a place below it, without its body.
  func request(_ method: HTTPRequest.Method, _ url: WebURL, in dialect: some Dialect) -> HTTPRequest {
    var request = HTTPRequest(method: method, url: url)
    request.fields["A2A-Version"] = dialect.version
    if !extensions.isEmpty { request.fields[dialect.extensionsField] = extensions.joined(separator: ", ") }
    if let trace = TraceContext.current {
      request.fields["traceparent"] = trace.traceparent
      request.fields["tracestate"] = trace.tracestate
    }
    if let hop = HopCount.outgoing { request.fields[HopCount.header] = "\(hop)" }
    request.deadlines = deadlines
    request.limits = limits
    return request
  }

  /// How many redirects of one call are followed.
  static let maxRedirects = 3

  func response(to request: HTTPRequest) async throws(A2AError) -> (head: HTTPResponse.Head, body: [UInt8]) {
    try await following(request) { request, redirect async throws(A2AError) in
      let response: (head: HTTPResponse.Head, body: [UInt8])
      do throws(HTTPError) {
        response = try await client.response(to: request)
      } catch {
        throw A2AError(error)
      }
      if let target = redirect(response.head) { return .redirect(target) }
      guard A2AError.Code(refusing: response.head.status)?.isAboutCredentials == true else {
        return .value(response)
      }
      do throws(A2AError) {
        _ = try WireAnswer(head: response.head, body: response.body)
        return .value(response)
      } catch {
        return .refused(error, by: response.head)
      }
    }
  }

  /// - Parameter body: Reads the response. Throws an error about credentials that says that the agent has not acted,
  ///   only before it has handed on anything: then it may be called once more, with the response to other credentials.
  func withResponse<Value>(
    to request: HTTPRequest, _ body: (HTTPResponse) async throws(A2AError) -> Value
  ) async throws(A2AError) -> Value {
    try await following(request) { request, redirect async throws(A2AError) in
      let result: Result<Outcome<Value>, A2AError>
      do throws(HTTPError) {
        result = try await client.withResponse(to: request) { response async throws(HTTPError) in
          if let target = redirect(response.head) { return .success(.redirect(target)) }
          do throws(A2AError) {
            return .success(.value(try await body(response)))
          } catch {
            guard let status = error.refusal else { return .failure(error) }
            // gRPC says it in the trailers, and with a status of its own.
            let fields = response.trailers.reduce(into: response.head.fields) { $0.add($1.name, $1.value) }
            return .success(.refused(error, by: HTTPResponse.Head(status: status, fields: fields)))
          }
        }
      } catch {
        throw A2AError(error)
      }
      return try result.get()
    }
  }

  private enum Outcome<Value> {
    case value(Value)
    case redirect(WebURL)
    /// The credentials are missing, wrong or too weak.
    case refused(A2AError, by: HTTPResponse.Head)
  }

  /// Sends `request`, also where a redirect within its origin leads that wants the same request again: many agents want
  /// a slash more or less in their address, and a server that says so has not acted. A request that was refused has not
  /// been acted on either: it is sent once more, if other credentials may be had.
  ///
  /// - Parameter send: Is told which redirect is to be followed, if a response is one.
  private func following<Value>(
    _ request: HTTPRequest,
    _ send: (HTTPRequest, (HTTPResponse.Head) -> WebURL?) async throws(A2AError) -> Outcome<Value>
  ) async throws(A2AError) -> Value {
    var bare = request
    var redirects = 0
    var mayBeRepeated = true
    let (start, total) = (ContinuousClock.now, request.deadlines.total)
    while true {
      bare.deadlines.total = try Self.rest(of: total, since: start)
      var request = try await authorized(bare)
      request.deadlines.total = try Self.rest(of: total, since: start)
      let isLast = redirects == Self.maxRedirects
      let place = request.url
      switch try await send(request, { head in isLast ? nil : head.target(from: place) }) {
      case .value(let value): return value
      case .redirect(let target):
        redirects += 1
        bare.url = target
      case .refused(let error, let head):
        switch await authorizer.advice(on: head, of: request) {
        case .retry where mayBeRepeated: mayBeRepeated = false
        case .retry: throw error.adding("other credentials were refused as well")
        case .giveUp(let words): throw error.adding(words)
        }
      }
    }
  }

  /// What is left of the time of all attempts together; nil where that has no end.
  private static func rest(
    of total: Duration?, since start: ContinuousClock.Instant
  ) throws(A2AError) -> Duration? {
    guard let total else { return nil }
    let rest = total - (.now - start)
    guard rest > .zero else {
      throw A2AError(HTTPError(.timeout(.total), "nothing of its time was left for another attempt"))
    }
    return rest
  }

  private func authorized(_ request: HTTPRequest) async throws(A2AError) -> HTTPRequest {
    var request = request
    do throws(AuthorizationFailure) {
      try await authorizer.authorize(&request)
    } catch {
      guard !Task.isCancelled else { throw A2AError(HTTPError(.cancelled, error.reason)) }
      throw A2AError(
        error.isTemporary ? .credentialsUnavailable : .unauthenticated, error.reason, mayHaveRun: false)
    }
    return request
  }
}

extension A2AError {
  /// The HTTP status that says the same, if this is a refusal of credentials by an agent that has not acted.
  fileprivate var refusal: Int? {
    guard !mayHaveRun else { return nil }
    switch code {
    case .unauthenticated: return 401
    case .permissionDenied: return 403
    default: return nil
    }
  }

  /// The same error with more words on it.
  fileprivate func adding(_ words: String?) -> A2AError {
    var error = self
    if let words { error.message += "; \(words)" }
    return error
  }
}

extension HTTPResponse.Head {
  /// Where a redirect leads that wants the same again, within the origin of `place` and so within its trust. 302 and
  /// 303 may just as well be what came of the request.
  fileprivate func target(from place: WebURL) -> WebURL? {
    guard [301, 307, 308].contains(status), let location = fields["Location"],
      let target = try? place.resolving(location), target.origin == place.origin
    else { return nil }
    return target
  }
}

extension HTTPDeadlines {
  /// The same for an exchange that performs `operation` and may take until `limit`.
  func suiting(_ operation: Operation, within limit: Duration) -> HTTPDeadlines {
    var deadlines = self
    deadlines.total = limit
    if operation.sendsMessage {
      // Some agents answer only when all is done, whatever they are asked, so silence proves nothing here.
      deadlines.firstByte = nil
    } else if let patience = deadlines.firstByte, case .getTask = operation {
      deadlines.total = min(limit, patience)
    }
    return deadlines
  }
}
