import Glibc

/// A client that sends exactly the bytes it is told to and shows exactly the bytes that come back.
///
/// It never blocks a thread of the pool that the tested code may need.
final class RawClient {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Longer than any answer takes; a test that gets here fails.
  private static let patience: Duration = .seconds(60)

  private let descriptor: Int32
  private(set) var received: [UInt8] = []
  private(set) var isAtEnd = false

  var text: String { String(decoding: received, as: UTF8.self) }

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Failure(description: "connect: errno \(errno)") }
  }

  deinit {
    close(descriptor)
  }

  func send(_ text: String) async throws {
    try await send(Array(text.utf8))
  }

  func send(_ bytes: [UInt8]) async throws {
    var rest = bytes[...]
    try await poll("sending") {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
      }
      if count > 0 { rest = rest.dropFirst(count) }
      // A server that has closed the connection takes no more; what it said before can still be read.
      return rest.isEmpty || (count < 0 && errno != EAGAIN)
    }
  }

  /// Reads until what has come satisfies `isEnough`.
  func read(until isEnough: (String) -> Bool) async throws {
    try await poll("reading") {
      receive()
      if isEnough(text) { return true }
      if isAtEnd { throw Failure(description: "the connection ended after: \(text)") }
      return false
    }
  }

  /// Reads until the server closes the connection.
  func readToEnd() async throws -> String {
    try await poll("waiting for the end") {
      receive()
      return isAtEnd
    }
    return text
  }

  private func receive() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
      }
      guard count > 0 else {
        isAtEnd = count == 0 || errno != EAGAIN
        return
      }
      received += buffer.prefix(count)
    }
  }

  private func poll(_ what: String, _ isDone: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + Self.patience
    while try !isDone() {
      guard ContinuousClock.now < deadline else { throw Failure(description: "\(what) took too long") }
      try await Task.sleep(for: .milliseconds(1))
    }
  }
}
