/// HTTP/2 as a script speaks it (RFC 9113): frames by hand, header blocks without compression, no flow control, so
/// requests of up to 64 KB.
extension ScriptedConnection {
  /// The kinds of frame a script may meet or send; others come as nil.
  package enum HTTP2FrameKind: UInt8, Sendable {
    case data, headers, priority, resetStream, settings, pushPromise, ping, goAway, windowUpdate, continuation
  }

  /// One frame.
  package struct HTTP2Frame: Sendable {
    /// What it is; nil for an unknown kind.
    package let kind: HTTP2FrameKind?
    /// The bits that depend on the kind.
    package let flags: UInt8
    /// The stream it belongs to; 0 for the connection itself.
    package let stream: UInt32
    /// What it carries.
    package let payload: [UInt8]

    /// Whether it is the last one of its stream.
    package var endsStream: Bool { (kind == .data || kind == .headers) && flags & 1 != 0 }
  }

  /// Reads the client's preface and answers with settings of its own.
  package func openHTTP2() throws {
    _ = try read(24)
    try send(.settings)
    try send(.settings, flags: 1)
  }

  /// Reads the next frame.
  package func readFrame() throws -> HTTP2Frame {
    let head = try read(9)
    let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
    let stream = head[5...].reduce(0) { $0 << 8 | UInt32($1) }
    return HTTP2Frame(
      kind: HTTP2FrameKind(rawValue: head[3]), flags: head[4], stream: stream & 0x7FFF_FFFF,
      payload: try read(length))
  }

  /// Reads frames up to the end of the next request; gives its stream and its content.
  package func readHTTP2Request() throws -> (stream: UInt32, body: [UInt8]) {
    var body: [UInt8] = []
    while true {
      let frame = try readFrame()
      if frame.kind == .data { body += frame.payload }
      if frame.endsStream { return (frame.stream, body) }
    }
  }

  /// Sends a header block: a response's head (with `:status`), or trailers.
  package func sendHeaders(_ stream: UInt32, _ fields: [(String, String)], endsStream: Bool = false) throws {
    let block = fields.flatMap { (name, value) -> [UInt8] in [0] + Self.literal(name) + Self.literal(value) }
    try send(.headers, flags: endsStream ? 5 : 4, stream: stream, block)
  }

  /// Sends content.
  package func sendData(_ stream: UInt32, _ bytes: [UInt8], endsStream: Bool = false) throws {
    try send(.data, flags: endsStream ? 1 : 0, stream: stream, bytes)
  }

  /// Ends a stream with an error code (RFC 9113 §7).
  package func resetStream(_ stream: UInt32, code: UInt8) throws {
    try send(.resetStream, stream: stream, [0, 0, 0, code])
  }

  /// Sends a frame as it is.
  package func send(
    _ kind: HTTP2FrameKind, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []
  ) throws {
    let length = [16, 8, 0].map { UInt8(payload.count >> $0 & 0xFF) }
    let number = [24, 16, 8, 0].map { UInt8(stream >> $0 & 0xFF) }
    try send(length + [kind.rawValue, flags] + number + payload)
  }

  /// A string without Huffman coding (RFC 7541 §5.2).
  private static func literal(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var count = text.utf8.count
    if count < 127 {
      bytes.append(UInt8(count))
    } else {
      bytes.append(127)
      count -= 127
      while count >= 128 {
        bytes.append(UInt8(count & 0x7F) | 0x80)
        count >>= 7
      }
      bytes.append(UInt8(count))
    }
    return bytes + text.utf8
  }
}
