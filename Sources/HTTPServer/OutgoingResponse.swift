internal import NIOCore
internal import NIOHTTP1

/// Writes one answer to a connection.
struct OutgoingResponse {
  let channel: any Channel
  let version: HTTPVersion
  let keepsAlive: Bool

  /// Returns when the kernel has the whole answer; throws when the client is gone or the answer had to be cut.
  func send(_ response: ServerResponse, withoutBody: Bool) async throws {
    switch response.body {
    case .whole(let bytes):
      try await send(response, whole: bytes, withoutBody: withoutBody)
    case .stream where withoutBody:
      try await send(response, whole: [], withoutBody: true)
    case .stream(let produce):
      try await send(response, stream: produce)
    }
  }

  private func send(_ response: ServerResponse, whole bytes: [UInt8], withoutBody: Bool) async throws {
    var head = head(of: response)
    if ![204, 304].contains(response.status) {
      head.headers.replaceOrAdd(name: "Content-Length", value: String(bytes.count))
    }
    write(.head(head))
    if !withoutBody, !bytes.isEmpty { write(.body(.byteBuffer(ByteBuffer(bytes: bytes)))) }
    try await writeAndFlush(.end(nil))
  }

  private func send(
    _ response: ServerResponse, stream produce: @Sendable (ResponseWriter) async throws -> ServerFields
  ) async throws {
    try await writeAndFlush(.head(head(of: response)))
    // What the closure throws passes through here: without the last chunk, the client sees that the answer was cut.
    let trailers = try await produce(
      ResponseWriter { bytes in
        try Task.checkCancellation()
        guard !bytes.isEmpty else { return }
        try await writeAndFlush(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
      })
    try await writeAndFlush(.end(trailers.headers.isEmpty ? nil : trailers.headers))
  }

  private func write(_ part: HTTPServerResponsePart) {
    channel.write(part, promise: nil)
  }

  /// Waits until the kernel has taken everything, which is all the back-pressure there is to pass on.
  private func writeAndFlush(_ part: HTTPServerResponsePart) async throws {
    try await channel.writeAndFlush(part).get()
  }

  private func head(of response: ServerResponse) -> HTTPResponseHead {
    var head = HTTPResponseHead(
      version: version, status: HTTPResponseStatus(statusCode: response.status),
      headers: response.fields.headers)
    // In HTTP/2 streams end by themselves, and the field is forbidden (RFC 9113 §8.2.2).
    if !keepsAlive, version.major < 2 { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    return head
  }
}
