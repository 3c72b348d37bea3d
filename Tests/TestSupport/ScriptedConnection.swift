import Glibc

/// One accepted connection, as a script sees it. Every call blocks.
package final class ScriptedConnection {
  /// The other side closed or broke the connection, or the server was stopped.
  package struct ClosedByPeer: Error {}

  /// 0 for the first connection that the server accepted, and so on.
  package let number: Int
  private let server: ScriptedServer
  private let descriptor: CInt
  private var unread: [UInt8] = []
  private var isClosed = false

  init(_ server: ScriptedServer, _ descriptor: CInt, number: Int) {
    self.server = server
    self.descriptor = descriptor
    self.number = number
  }

  // MARK: Reading

  /// Reads one HTTP/1.1 request with its body (of a stated length), and logs it.
  @discardableResult
  package func readRequest() throws -> ReceivedRequest {
    var end = endOfHead
    while end == nil {
      unread += try readSome()
      end = endOfHead
    }
    var request = ReceivedRequest(head: String(decoding: unread[..<(end ?? 0)], as: UTF8.self))
    unread.removeFirst((end ?? 0) + 4)
    let length = request["content-length"].flatMap(Int.init) ?? 0
    while unread.count < length { unread += try readSome() }
    request.body = Array(unread[..<length])
    unread.removeFirst(length)
    server.received(request)
    return request
  }

  private var endOfHead: Int? {
    let blank = Array("\r\n\r\n".utf8)
    return unread.indices.first { unread[$0...].starts(with: blank) }
  }

  /// The next bytes, as they are.
  package func readSome() throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { throw ClosedByPeer() }
    return Array(bytes[..<count])
  }

  /// The next `count` bytes.
  package func read(_ count: Int) throws -> [UInt8] {
    while unread.count < count { unread += try readSome() }
    defer { unread.removeFirst(count) }
    return Array(unread[..<count])
  }

  /// Reads and forgets until the other side closes; then throws `ClosedByPeer`, which the log counts.
  package func waitForClose() throws {
    while true { _ = try readSome() }
  }

  // MARK: Writing

  /// Sends `text` as it is.
  package func send(_ text: String) throws { try send(Array(text.utf8)) }

  /// Sends `bytes` as they are; blocks while the other side doesn't read.
  package func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { buffer in
        unsafe Glibc.send(descriptor, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw ClosedByPeer() }
      server.sent(count)
      rest = rest.dropFirst(count)
    }
  }

  /// Sends `text` as one chunk of a chunked body.
  package func sendChunk(_ text: String) throws {
    try send(String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n")
  }

  /// Sends the last chunk.
  package func endChunks() throws { try send("0\r\n\r\n") }

  // MARK: Misbehaving

  /// Does nothing until the test calls `ScriptedServer.release()`; throws when the other side closes before.
  package func stall() throws {
    guard server.stall(descriptor) else { throw ClosedByPeer() }
  }

  /// Breaks the connection with a RST.
  package func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  /// Closes the connection, as the script's end does.
  package func close() {
    // Once only: by now the number may name another connection.
    if !isClosed { server.drop(descriptor) }
    isClosed = true
  }
}

/// A request as it came over the wire.
package struct ReceivedRequest: Sendable {
  /// The method token.
  package let method: String
  /// The request target: path and query.
  package let target: String
  /// The fields in order, names as sent.
  package let fields: [(name: String, value: String)]
  /// The content.
  package fileprivate(set) var body: [UInt8] = []

  init(head: String) {
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
    let words = lines[0].split(separator: " ")
    method = words.first.map(String.init) ?? ""
    target = words.dropFirst().first.map(String.init) ?? ""
    fields = lines.dropFirst().map { line in
      let name = line.prefix { $0 != ":" }
      return (String(name), String(line.dropFirst(name.count + 1).drop { $0 == " " }))
    }
  }

  /// The first value under `name`, without regard to case.
  package subscript(name: String) -> String? {
    fields.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The content as text.
  package var text: String { String(decoding: body, as: UTF8.self) }
}
