internal import NIOHTTP1

/// One whole HTTP request.
package struct ServerRequest: Sendable, Equatable {
  /// The method, in the spelling the client used.
  package var method: String
  /// The target up to the first `?`, still percent-encoded.
  package var path: String
  /// What follows the first `?`, still percent-encoded; nil without one.
  package var query: String?
  /// The header fields.
  package var fields: ServerFields
  /// The body, empty when there was none.
  package var body: [UInt8]

  /// A request for `target`, which is split at its first `?`.
  package init(method: String, target: String, fields: ServerFields = [:], body: [UInt8] = []) {
    self.method = method
    self.fields = fields
    self.body = body
    if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
      path = String(target[..<mark])
      query = String(target[target.utf8.index(after: mark)...])
    } else {
      path = target
      query = nil
    }
  }

  init(_ head: HTTPRequestHead, body: [UInt8]) {
    self.init(method: head.method.rawValue, target: head.uri, fields: ServerFields(head.headers), body: body)
  }
}
