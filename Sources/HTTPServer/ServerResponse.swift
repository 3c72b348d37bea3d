/// What a server answers to one request: everything at once, or a stream of chunks.
package struct ServerResponse: Sendable {
  /// How the bytes of an answer come about.
  package enum Body: Sendable {
    /// All bytes, sent with their length in one flush.
    case whole([UInt8])
    /// Bytes the closure writes one after another; the answer ends when it returns, with the fields that it returns
    /// as its trailers (RFC 9110 §6.5), and is visibly cut when it throws.
    case stream(@Sendable (ResponseWriter) async throws -> ServerFields)
  }

  /// The three digits of RFC 9110 §15.
  package var status: Int
  /// The header fields; framing fields (`Content-Length`, `Transfer-Encoding`) are the server's business.
  package var fields: ServerFields
  /// The content.
  package var body: Body

  /// An answer that is known whole.
  package init(status: Int, fields: ServerFields = [:], body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = .whole(body)
  }

  /// An answer whose bytes `produce` writes; its task is cancelled when the client goes away.
  package static func stream(
    status: Int = 200, fields: ServerFields,
    produce: @escaping @Sendable (ResponseWriter) async throws -> Void
  ) -> ServerResponse {
    trailedStream(status: status, fields: fields) { writer in
      try await produce(writer)
      return [:]
    }
  }

  /// Like ``stream(status:fields:produce:)``, with trailers that are known when all bytes are written.
  package static func trailedStream(
    status: Int = 200, fields: ServerFields,
    produce: @escaping @Sendable (ResponseWriter) async throws -> ServerFields
  ) -> ServerResponse {
    var response = ServerResponse(status: status, fields: fields)
    response.body = .stream(produce)
    return response
  }
}
