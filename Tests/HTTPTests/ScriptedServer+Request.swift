import HTTP
import TestSupport

extension ScriptedServer {
  /// A request to this server.
  func request(
    _ method: HTTPRequest.Method = .get, _ path: String = "/", scheme: String = "http", body: [UInt8]? = nil,
    deadlines: HTTPDeadlines = HTTPDeadlines(), limits: HTTPLimits = HTTPLimits()
  ) throws -> HTTPRequest {
    let url = try WebURL("\(scheme)://127.0.0.1:\(port)\(path)")
    return HTTPRequest(method: method, url: url, body: body, deadlines: deadlines, limits: limits)
  }
}

extension [UInt8] {
  /// The bytes as text.
  var text: String { String(decoding: self, as: UTF8.self) }
}

extension HTTPClient {
  /// The error that `request` ends with; nil when it succeeds.
  func failure(of request: HTTPRequest) async -> HTTPError? {
    do throws(HTTPError) {
      _ = try await response(to: request)
      return nil
    } catch {
      return error
    }
  }
}
