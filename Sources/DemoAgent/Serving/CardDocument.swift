internal import HTTPServer
internal import JSON

/// The card as it is served, with a validator for caches (RFC 9110 §8.8.3).
struct CardDocument: Sendable {
  private let bytes: [UInt8]
  private let tag: String

  init(_ card: JSONObject) {
    bytes = JSONValue.object(card).serialized()
    tag = "\"\(String(Hash(bytes).value, radix: 16))\""
  }

  func respond(to request: ServerRequest) -> ServerResponse {
    let fields: ServerFields = [
      "Content-Type": "application/json", "ETag": tag, "Cache-Control": "max-age=60",
    ]
    let known =
      request.fields["If-None-Match"]?.split(separator: ",").map { $0.drop(while: \.isWhitespace) } ?? []
    // Weak comparison, as §13.1.2 wants it.
    let isKnown = known.contains { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
    return isKnown
      ? ServerResponse(status: 304, fields: fields) : ServerResponse(status: 200, fields: fields, body: bytes)
  }
}
