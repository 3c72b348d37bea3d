import HTTP
import JSON
import Telemetry

/// One question to an authorization server, and its answer read strictly and within limits. No redirect is followed.
struct OAuthExchange: Sendable {
  let client: HTTPClient
  let clock: Timing
  let redaction: Redaction

  /// Bytes of the longest answer to a request for a token.
  static let answerBytes = 64 << 10
  /// How long a request takes at the most.
  static let patience = Duration.seconds(20)
  private static let deadlines = HTTPDeadlines(
    connect: .seconds(10), firstByte: nil, idle: nil, total: patience)
  private static let jsonLimits = JSONLimits(depth: 16, values: 4_096)

  /// Sends a form and gives the object that comes back.
  ///
  /// The exchange is seen through although nobody may want its answer any more: a refresh token that was replaced in an
  /// answer that nobody read would be lost for good.
  ///
  /// - Throws: also where the server answers with an error.
  func post(
    _ form: [QueryItem], to url: WebURL, authorization: Secret? = nil
  ) async throws(OAuthFailure) -> JSONObject {
    var fields: HTTPFields = ["Accept": "application/json", "Content-Type": FormEncoding.mediaType]
    authorization?.withRevealed { fields["Authorization"] = $0 }
    let request = HTTPRequest(
      method: .post, url: url, fields: fields, body: Array(FormEncoding.encode(form).utf8),
      deadlines: Self.deadlines, limits: HTTPLimits(bodyBytes: Self.answerBytes))
    let answer: (head: HTTPResponse.Head, body: [UInt8])
    do throws(HTTPError) {
      answer = try await client.responseEvenIfCancelled(to: request, within: Self.patience)
    } catch {
      throw failure(error, url)
    }
    return try read(answer.head, answer.body, from: url)
  }

  /// The document at `url`.
  func get(_ url: WebURL, bytes: Int) async throws(OAuthFailure) -> JSONObject {
    let request = HTTPRequest(
      url: url, fields: ["Accept": "application/json"], deadlines: Self.deadlines,
      limits: HTTPLimits(bodyBytes: bytes))
    let answer: (head: HTTPResponse.Head, body: [UInt8])
    do throws(HTTPError) {
      answer = try await client.response(to: request)
    } catch {
      throw failure(error, url)
    }
    let status = answer.head.status
    guard status == 200 else {
      throw OAuthFailure(
        Self.isOutOfOrder(status) ? .unreachable : .unusable, "\(url.asAuthorizationServer) answers \(status)"
      )
    }
    guard let object = Self.object(in: answer.body) else {
      throw OAuthFailure(.unusable, "\(url.asAuthorizationServer) answers with no JSON object")
    }
    return object
  }

  private static func object(in body: [UInt8]) -> JSONObject? {
    (try? JSONValue(parsing: body, limits: jsonLimits))?.object
  }

  /// Whether a server that answers so may answer as it should later.
  private static func isOutOfOrder(_ status: Int) -> Bool { status >= 500 || status == 429 }

  /// What a server answers: an object, or an error in one (RFC 6749 §5.2; some send it with status 200).
  func read(
    _ head: HTTPResponse.Head, _ body: [UInt8], from url: WebURL
  ) throws(OAuthFailure) -> JSONObject {
    let server = url.asAuthorizationServer
    if (300...399).contains(head.status) {
      throw OAuthFailure(
        .unusable,
        "\(server) redirects (status \(head.status)), which is not followed: a secret would go along; "
          + "put its final address into the agent's \"auth\"")
    }
    guard let object = Self.object(in: body) else {
      throw unreadable(head, server).adding(ClockSkew.words(head, now: clock.time()))
    }
    if let code = object["error"]?.string {
      throw OAuthRefusal(code, object["error_description"]?.string).failure(of: server, redaction)
        .adding(ClockSkew.words(head, now: clock.time()))
    }
    guard (200...299).contains(head.status) else {
      throw unreadable(head, server).adding(ClockSkew.words(head, now: clock.time()))
    }
    return object
  }

  /// Lets through what is shown to the user as it is, and opened in a browser.
  ///
  /// - Throws: where a server has put a secret into it.
  func checkShown(_ texts: [String], of url: WebURL) throws(OAuthFailure) {
    guard texts.contains(where: { redaction.redacting($0) != $0 }) else { return }
    throw OAuthFailure(
      .unusable,
      "\(url.asAuthorizationServer) has put a secret into what it wants shown to the user, so it is not shown"
    )
  }

  /// An answer of some other program than an authorization server, or of one that is in trouble.
  private func unreadable(_ head: HTTPResponse.Head, _ server: String) -> OAuthFailure {
    let type = head.fields["content-type"].map { ", \(EscapedText.quoting(redaction.redacting($0)))" } ?? ""
    if Self.isOutOfOrder(head.status) {
      return OAuthFailure(
        .unreachable, "\(server) is out of order or busy (status \(head.status)\(type)); try again later")
    }
    return OAuthFailure(
      .unusable,
      "\(server) answered with something that is no answer to a request for a token (status \(head.status)\(type)); "
        + "check the address in the agent's \"auth\"")
  }

  private func failure(_ error: HTTPError, _ url: WebURL) -> OAuthFailure {
    if error.cause == .cancelled { return .cancelled }
    return OAuthFailure(
      .unreachable, "\(url.asAuthorizationServer) can't be asked: \(error.cause): \(error.detail)")
  }
}
