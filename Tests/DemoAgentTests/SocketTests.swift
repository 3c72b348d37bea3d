import DemoAgent
import Glibc
import JSON
import Testing

@Suite("The agent over a socket") struct SocketTests {
  @Test("a client finds the card, follows its URL and streams a task", arguments: Dialect.rpc)
  func endToEnd(_ dialect: Dialect) async throws {
    try await DemoAgent(version: dialect.version, bindings: [.jsonRPC], pace: .immediate).withRunning { url in
      let port = try #require(url.split(separator: ":").last.flatMap { Int($0) })
      let head = "Host: t\r\nConnection: close\r\n"
      let card = try await Self.exchange(port, "GET /.well-known/agent-card.json HTTP/1.1\r\n\(head)\r\n")
      #expect(card.contains("\"url\":\"\(url)/a2a\""))

      let body = Peer.envelope(dialect.names.stream, dialect.sending("2 days weather in Oslo"))
      let fields =
        "Content-Type: application/json\r\nA2A-Version: \(dialect.rawValue)\r\nContent-Length: \(body.utf8.count)\r\n"
      let stream = try await Self.exchange(port, "POST /a2a HTTP/1.1\r\n\(head)\(fields)\r\n\(body)")
      #expect(stream.contains("Content-Type: text/event-stream\r\n"))
      let events = try stream.matches(of: /data: (.*)/).map { try JSONValue(parsing: Array($0.1.utf8)) }
      #expect(dialect.state(events.first?["result"].flatMap(dialect.sentTask)) == "submitted")
      #expect(dialect.state(events.last?["result"].flatMap(dialect.statusUpdate)) == "completed")
      #expect(stream.hasSuffix("\r\n0\r\n\r\n"))
    }
  }

  @Test("a picture comes from the URL that a chart names")
  func picture() async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      let port = try #require(url.split(separator: ":").last.flatMap { Int($0) })
      let answer = try await Self.exchange(
        port, "GET /files/chart.png HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
      #expect(answer.contains("Content-Type: image/png\r\n"))
      #expect(answer.contains("IEND"))
    }
  }

  private struct Failure: Error {}

  /// Sends `request` on a connection of its own and gives all that comes back, without blocking a pool thread.
  private static func exchange(_ port: Int, _ request: String) async throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    let bytes = Array(request.utf8)
    // A request fits the kernel's buffer whole.
    let sent = unsafe bytes.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, 0) }
    guard status == 0, sent == bytes.count else { throw Failure() }

    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    // Only against a hang: beside thousands of other tests an answer may take its time.
    let deadline = ContinuousClock.now + .seconds(50)
    while ContinuousClock.now < deadline {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
      }
      if count == 0 { return String(decoding: answer, as: UTF8.self) }
      if count > 0 { answer += buffer.prefix(count) } else { try await Task.sleep(for: .milliseconds(1)) }
    }
    throw Failure()
  }
}
