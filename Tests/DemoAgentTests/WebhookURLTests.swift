import HTTPServer
import Testing

@testable import DemoAgent

@Suite("Posts to webhooks, their addresses, and times") struct WebhookURLTests {
  @Test(
    "plain HTTP on this machine",
    arguments: [
      ("http://127.0.0.1", "127.0.0.1", 80, "/"),
      ("http://127.0.0.1:8080/a/b?c=d", "127.0.0.1", 8080, "/a/b?c=d"),
      ("HTTP://LocalHost:1?x", "127.0.0.1", 1, "/?x"), ("http://127.1.2.3/", "127.1.2.3", 80, "/"),
      ("http://[::1]:9/", "::1", 9, "/"), ("http://[::1]/", "::1", 80, "/"),
    ])
  func loopback(_ text: String, host: String, port: Int, target: String) {
    let url = WebhookURL(text)
    #expect(url?.host == host)
    #expect(url?.port == port)
    #expect(url?.target == target)
    #expect(url?.description == text)
  }

  @Test(
    "everything else",
    arguments: [
      "", "http://", "127.0.0.1", "https://127.0.0.1/", "http://example.com/", "http://10.0.0.1/",
      "http://127.0.0.1.example.com/", "http://user@127.0.0.1/", "http://127.0.0.1@evil.com/",
      "http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://127.0.0.1:x/", "http://127.0.0.1:/",
      "http://127.0.0/", "http://127.0.0.256/", "http://[::2]/", "http://::1/", "http://127.0.0.1/#f",
      "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "http://0.0.0.0/", "http://127.0.0.+1/",
    ])
  func elsewhere(_ text: String) {
    #expect(WebhookURL(text) == nil)
  }

  @Test("a webhook that does not answer in time is given up")
  func silence() async throws {
    try await HTTPServer().withRunning { _ in
      try? await Task.sleep(for: .seconds(3_600))
      return ServerResponse(status: 200)
    } _: { port in
      let url = try #require(WebhookURL("http://127.0.0.1:\(port)/"))
      await #expect(throws: (any Error).self) {
        try await WebhookPost(url: url, fields: [], body: []).send(within: .milliseconds(50))
      }
    }
  }

  @Test("nobody at the address is an error")
  func nobody() async throws {
    let port = try await HTTPServer().withRunning(respond: { _ in ServerResponse(status: 200) }) { $0 }
    let url = try #require(WebhookURL("http://127.0.0.1:\(port)/"))
    await #expect(throws: (any Error).self) {
      try await WebhookPost(url: url, fields: [], body: []).send(within: .seconds(10))
    }
  }

  @Test(
    "timestamps are read",
    arguments: [
      ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"),
      ("2000-02-29T00:00:00.0079Z", "2000-02-29T00:00:00.007Z"),
      ("2024-02-29T23:59:59.9Z", "2024-02-29T23:59:59.900Z"),
      ("2025-01-01T01:30:00+01:30", "2025-01-01T00:00:00.000Z"),
      ("2024-12-31T23:00:00.123456789-01:00", "2025-01-01T00:00:00.123Z"),
    ])
  func timestamp(_ text: String, expected: String) {
    #expect(Timestamp(text)?.description == expected)
  }

  @Test(
    "what is no timestamp is not",
    arguments: [
      "", "now", "2025-01-01", "2025-01-01T00:00:00", "2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z",
      "2025-01-01T24:00:00Z", "2025-01-01T00:00:00.Z", "2025-01-01T00:00:00Zx", "2025-01-01 00:00:00Z",
      "2025-01-01T00:00:00+1:00", "٢٠٢٥-01-01T00:00:00Z",
    ])
  func noTimestamp(_ text: String) {
    #expect(Timestamp(text) == nil)
  }
}
