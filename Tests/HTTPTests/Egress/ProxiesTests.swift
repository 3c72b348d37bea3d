import Testing

@testable import HTTP

@Suite struct ProxiesTests {
  private static let both = ["http_proxy": "http://p:1", "https_proxy": "http://s:2"]

  @Test(
    arguments: [
      (both, "http://a.example", "http://p:1"), (both, "https://a.example", "http://s:2"),
      (both, "http://127.0.0.1", nil), (both, "https://localhost", nil), (both, "http://[::1]", nil),
      ([:], "https://a.example", nil),
      (["HTTPS_PROXY": "x"], "https://a.example", "x"), (["HTTP_PROXY": "x"], "http://a.example", nil),
      (["ALL_PROXY": "x"], "http://a.example", "x"),
      (["all_proxy": "y", "ALL_PROXY": "x"], "https://a.example", "y"),
      (["https_proxy": "", "HTTPS_PROXY": "x"], "https://a.example", "x"),
    ] as [([String: String], String, String?)])
  func chooses(_ environment: [String: String], _ url: String, _ proxy: String?) throws {
    #expect(Proxies { environment[$0] }.proxy(for: try WebURL(url)) == proxy)
  }

  @Test(arguments: [
    ("*", "a.example", true), ("a.example", "a.example", true), ("A.Example", "a.example", true),
    (".a.example", "a.example", true), ("a.example.", "a.example", true), ("a.example", "b.a.example", true),
    ("a.example", "a.example.", true), ("a.example", "ba.example", false),
    ("x, a.example y", "a.example", true),
    ("b.a.example", "a.example", false), ("10.0.0.1", "10.0.0.1", true), ("10.0.0.1", "10.0.0.2", false),
    ("10.0.0.0/8", "10.9.8.7", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.0/99", "10.0.0.1", false),
    ("10.0.0.0/x", "10.0.0.1", false), ("fd00::/8", "[fd12::1]", true), ("fd00::/8", "[fe80::1]", false),
    ("", "a.example", false), (", ,.", "a.example", false),
  ]) func leavesOut(_ exceptions: String, _ host: String, _ isLeftOut: Bool) throws {
    let environment = ["all_proxy": "p", "no_proxy": exceptions]
    let proxy = Proxies { environment[$0] }.proxy(for: try WebURL("https://\(host)"))
    #expect((proxy == nil) == isLeftOut)
  }

  @Test(arguments: [
    ("http://proxy:3128", true), ("proxy:3128", true), ("proxy", true),
    ("http://user:p%23w@proxy:3128", true),
    ("https://proxy", Libcurl.reachesProxiesByTLS), ("socks5h://10.0.0.1:1080", true),
    ("SOCKS4A://proxy", true), ("socks5.example:1080", true),
    ("http://[::1]:3128/", true), ("http://user:pa#word@proxy:3128", false),
    ("user:pa#word@proxy:3128", false),
    ("ftp://proxy", false), ("gopher://user:word@proxy", false), ("http://", false), ("", false),
    (":", false),
    ("http://proxy\u{0}:3128", false), ("http://proxy:99999", false),
  ]) func knowsWhatIsAnAddress(_ text: String, _ isAddress: Bool) {
    #expect(Proxies.address(text) == (isAddress ? text : nil))
  }

  @Test(arguments: [
    ("socks5://user:w@proxy:1080", "socks5h://user:w@proxy:1080"), ("SOCKS5://proxy", "socks5h://proxy"),
    ("socks4://proxy", "socks4a://proxy"), ("socks://proxy", "socks4a://proxy"),
  ]) func leavesNamesToTheProxy(_ text: String, _ address: String) {
    #expect(Proxies.address(text) == address)
  }

  @Test func looksAtSoManyExceptions() throws {
    let many = (0...Proxies.maximumExceptions).map { "\($0).example" }.joined(separator: ",")
    let environment = ["all_proxy": "p", "NO_PROXY": many]
    let proxies = Proxies { environment[$0] }
    let last = Proxies.maximumExceptions
    #expect(proxies.proxy(for: try WebURL("https://\(last - 1).example")) == nil)
    #expect(proxies.proxy(for: try WebURL("https://\(last).example")) == "p")
  }
}
