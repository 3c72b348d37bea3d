import HTTP
import Testing

struct WebURLTests {
  @Test(arguments: [
    ("http://example.com", "http://example.com/"),
    ("HTTPS://Example.COM/Path", "https://example.com/Path"),
    ("https://example.com:443/a?b=c&d#fragment", "https://example.com/a?b=c&d"),
    ("http://example.com:8080/", "http://example.com:8080/"),
    ("  https://example.com/a\n", "https://example.com/a"),
    ("http://example.com/a/./b/../c", "http://example.com/a/c"),
    ("http://2130706433/", "http://127.0.0.1/"),
    ("http://0x7f.1/", "http://127.0.0.1/"),
    ("http://[0:0:0:0:0:0:0:1]:80/", "http://[::1]/"),
    ("http://example.com?q", "http://example.com/?q"),
    ("http://example.com/ü?ä", "http://example.com/%c3%bc?%c3%a4"),
    ("http://example.com/a b?c d", "http://example.com/a%20b?c+d"),
    ("http:///example.com", "http://example.com/"),
    ("http://xn--bcher-kva.example/", "http://xn--bcher-kva.example/"),
    ("http://example.com/%7Euser/a%2Fb", "http://example.com/%7Euser/a%2Fb"),
    ("http://example.com/v1/message:send", "http://example.com/v1/message:send"),
  ])
  func parses(_ text: String, as expected: String) throws {
    #expect(try WebURL(text).description == expected)
  }

  @Test(arguments: [
    "", "example.com", "/path", "//example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://x/",
    "javascript:alert(1)", "http://", "http://user@example.com/",
    "http://user:pass@example.com/",
    "http://exa mple.com/", "http://bücher.example/", "http://example.com:99999/", "http://example.com:0/",
    "http://example.com:x/", "http://[::1", "http://[fe80::1%25eth0]/", "http://example.com/\u{0}x",
    "http://example.com/\r\nHost: other", "http://exa\u{7}mple.com/", "http://%00/",
    "http://%2565vil.com/", "http://%2531%2532%2537.0.0.1/", "http://a.example%2500/", "http://a%25/",
  ])
  func refuses(_ text: String) {
    #expect(throws: InvalidURL.self) { try WebURL(text) }
  }

  @Test func saysItsParts() throws {
    let url = try WebURL("https://Example.com:8443/a/b?x=1#y")
    #expect(url.scheme == "https")
    #expect(url.host == "example.com")
    #expect(url.port == 8443)
    #expect(url.path == "/a/b")
    #expect(url.query == "x=1")
    #expect(url.redacted == "https://example.com:8443/a/b")
    #expect(try WebURL("http://example.com").port == 80)
    #expect(try WebURL("https://example.com").query == nil)
  }

  @Test(arguments: [
    ("https://a.example/x?y", "https://A.example:443/", true),
    ("https://a.example/", "http://a.example/", false),
    ("https://a.example/", "https://a.example:444/", false),
    ("https://a.example/", "https://b.example/", false),
    ("http://127.0.0.1/", "http://2130706433/", true),
  ])
  func comparesOrigins(_ one: String, _ other: String, _ same: Bool) throws {
    let (one, other) = (try WebURL(one).origin, try WebURL(other).origin)
    #expect((one == other) == same)
    #expect((one.description == other.description) == same)
  }

  @Test(arguments: [
    ("http://localhost/", true), ("http://LOCALHOST:81/", true), ("http://127.0.0.1/", true),
    ("http://127.255.0.9/", true), ("http://2130706433/", true), ("http://[::1]/", true),
    ("http://128.0.0.1/", false), ("http://127.0.0.1.example/", false), ("http://127.a.b.c/", false),
    ("http://localhost.example/", false), ("http://[::2]/", false), ("http://0.0.0.0/", false),
  ])
  func knowsLoopback(_ text: String, _ expected: Bool) throws {
    #expect(try WebURL(text).isLoopback == expected)
  }

  @Test(arguments: [
    ("/x", "https://a.example/x"),
    ("x", "https://a.example/one/x"),
    ("../x?q=1", "https://a.example/x?q=1"),
    ("//b.example/x", "https://b.example/x"),
    ("http://b.example", "http://b.example/"),
    ("?q=2", "https://a.example/one/two?q=2"),
    ("#part", "https://a.example/one/two?q"),
    ("", "https://a.example/one/two?q"),
    (" /x\n", "https://a.example/x"),
  ])
  func resolves(_ reference: String, to expected: String) throws {
    #expect(try WebURL("https://a.example/one/two?q").resolving(reference).description == expected)
  }

  @Test(arguments: [
    "ftp://b.example/", "file:///etc/passwd", "http://user@b.example/", "http://", "//u:p@b/",
  ])
  func refusesToResolve(_ reference: String) throws {
    let base = try WebURL("https://a.example/one/two?q")
    #expect(throws: InvalidURL.self) { try base.resolving(reference) }
  }

  @Test func replacesItsOrigin() throws {
    let other = try WebURL("https://b.example:8443/ignored?x").origin
    let url = try WebURL("http://a.example/p?q=1").replacing(origin: other)
    #expect(url.description == "https://b.example:8443/p?q=1")
    #expect(try url == WebURL("https://b.example:8443/p?q=1"))
  }
}
