import HTTP
import JSON
import JSONRPC

/// What an agent sent back for a JSON-RPC call, on a whole response or in one event of a stream.
///
/// Read as leniently as agents write: any id or none, no `jsonrpc`, `error: null`, errors in a 200 and results
/// beside an error status, any content type, a bare result without an envelope.
struct RPCAnswer {
  let result: JSONValue

  /// How deep an answer may be nested, and how much of a page that is no answer is quoted.
  private static let limits = JSONLimits(depth: 128)
  private static let excerptCharacters = 200
  /// From how many bytes on an answer is read on the threads that all tasks share, so that reading it holds up
  /// nobody else's.
  private static let largeBytes = 1 << 20

  /// Reads an answer wherever it holds up nobody.
  static func reading(
    _ bytes: [UInt8], _ read: ([UInt8]) throws(A2AError) -> RPCAnswer
  ) async throws(A2AError) -> RPCAnswer {
    guard bytes.count >= largeBytes else { return try read(bytes) }
    return try await withTaskExecutorPreference(globalConcurrentExecutor) { () async throws(A2AError) in
      try read(bytes)
    }
  }

  init(head: HTTPResponse.Head, body: [UInt8]) throws(A2AError) {
    guard let json = try? JSONValue(parsing: body, limits: Self.limits), json.object != nil else {
      throw A2AError(head: head, excerpt: Self.excerpt(body))
    }
    if let error = RPCError(in: json) { throw A2AError(error, head: head) }
    guard (200..<300).contains(head.status) else { throw A2AError(head: head, excerpt: Self.excerpt(body)) }
    result = json.first("result") ?? json
  }

  init(event data: [UInt8]) throws(A2AError) {
    let json: JSONValue
    do throws(JSONSyntaxError) {
      json = try JSONValue(parsing: data, limits: Self.limits)
    } catch {
      throw A2AError(
        .invalidAgentResponse, "an event of the agent's stream is no JSON: \(error)", mayHaveRun: true)
    }
    if let error = RPCError(in: json) { throw A2AError(error) }
    result = json.first("result") ?? json
  }

  private static func excerpt(_ body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(excerptCharacters * 4), as: UTF8.self)
    return String(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(excerptCharacters))
  }
}

extension RPCError {
  fileprivate init?(in answer: JSONValue) {
    guard let error = answer.first("error"), let read = RPCError(json: error) else { return nil }
    self = read
  }
}

extension A2AError {
  /// A JSON-RPC error that came with an HTTP status: the status decides where it is about credentials or load.
  fileprivate init(_ error: RPCError, head: HTTPResponse.Head) {
    self.init(error)
    retryAfter = head.retryAfter
    if let code = Code(refusing: head.status) {
      self.code = code
      mayHaveRun = false
    }
  }

  /// A response that is no A2A answer.
  fileprivate init(head: HTTPResponse.Head, excerpt: String) {
    let said = excerpt.isEmpty ? "" : ": \(excerpt)"
    let answered = "the agent answered HTTP \(head.status)\(said)"
    if let code = Code(refusing: head.status) {
      self.init(code, answered, mayHaveRun: false, retryAfter: head.retryAfter)
    } else if head.status == 503, let retryAfter = head.retryAfter {
      self.init(.unavailable, answered, mayHaveRun: false, retryAfter: retryAfter)
    } else if head.status >= 500 {
      self.init(.unavailable, answered, mayHaveRun: true)
    } else if head.status >= 400 {
      // 408 and 409 are said of requests that were looked at.
      self.init(.notAnAgent, answered, mayHaveRun: head.status == 408 || head.status == 409)
    } else if head.status >= 300 {
      let target = head.fields["Location"].map { ", a redirect to \($0)" } ?? ""
      self.init(.notAnAgent, "the agent answered HTTP \(head.status)\(target)", mayHaveRun: false)
    } else {
      self.init(.invalidAgentResponse, "\(answered) (no JSON)", mayHaveRun: true)
    }
  }
}

extension A2AError.Code {
  /// The statuses that say why nobody looked at the request.
  fileprivate init?(refusing status: Int) {
    switch status {
    case 401: self = .unauthenticated
    case 403: self = .permissionDenied
    case 429: self = .rateLimited
    default: return nil
    }
  }
}

extension HTTPResponse.Head {
  /// The wait that the server asks for, in seconds; a date is not worth a calendar here.
  fileprivate var retryAfter: Duration? {
    fields["Retry-After"].flatMap { Int($0) }.map { .seconds(max(0, min($0, 3_600))) }
  }
}
