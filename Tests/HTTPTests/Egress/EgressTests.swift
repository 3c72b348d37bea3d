import Synchronization
import TestSupport
import Testing

@testable import HTTP

/// What the rules come to when connections are made.
@Suite(.timeLimit(.minutes(1))) struct EgressTests {
  private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

  /// A client for which every name leads to what `addresses` says next; the last one stays.
  private static func client(_ addresses: [[String]]) -> HTTPClient {
    let answers = Mutex(addresses)
    return HTTPClient(
      ClientSetup(
        proxies: Proxies { _ in nil },
        resolver: { _ in answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }))
  }

  private static func request(_ server: ScriptedServer, host: String) throws -> HTTPRequest {
    HTTPRequest(
      url: try WebURL("http://\(host):\(server.port)/"),
      deadlines: HTTPDeadlines(connect: .seconds(2)))
  }

  @Test(
    arguments: [
      (["127.0.0.1"], true), (["169.254.169.254"], false), (["0.0.0.0"], false),
      (["[::ffff:127.0.0.1]"], false),
      (["[64:ff9b::7f00:1]"], false), (["100.64.0.1"], false), (["224.0.0.1"], false),
      // What is refused does not stand in the way of what isn't.
      (["169.254.169.254", "127.0.0.1"], true),
    ] as [([String], Bool)]) func aConfiguredNameMayLeadInside(_ addresses: [String], _ isAllowed: Bool)
    async throws
  {
    try await ScriptedServer.replying(Self.answer) { server in
      let failure = await Self.client([addresses]).failure(
        of: try Self.request(server, host: "agent.example"))
      #expect(failure?.cause == (isAllowed ? nil : .addressRefused))
      #expect(failure?.mayHaveBeenSent != true)
      #expect(server.log.connections == (isAllowed ? 1 : 0))
      if let failure {
        #expect(
          failure.detail.hasPrefix("agent.example leads to \(IPAddress(addresses[0])?.description ?? ""), "))
      }
    }
  }

  @Test func aNameThatWasPublicMayNotLeadInside() async throws {
    try await ScriptedServer.replying(Self.answer) { server in
      // Nobody answers at the first address, or somebody far away: what counts is that it was public.
      let client = Self.client([["[2001:4860::1]"], ["127.0.0.1"]])
      var request = try Self.request(server, host: "agent.example")
      request.deadlines.connect = .milliseconds(200)
      let first = await client.failure(of: request)
      #expect(first != nil && first?.cause != .addressRefused)
      request.deadlines.connect = .seconds(30)
      let second = await client.failure(of: request)
      #expect(second?.cause == .addressRefused)
      #expect(second?.detail.contains("although it led to a public address before") == true)
      #expect(server.log.connections == 0)
    }
  }

  @Test(arguments: [
    "127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0177.1", "[::ffff:127.0.0.1]",
    "localhost",
    "127.0.0.1.",
  ]) func publicOnlyMeansNoOther(_ host: String) async throws {
    try await ScriptedServer.replying(Self.answer) { server in
      let client = HTTPClient(policy: ConnectionPolicy(reach: .publicOnly))
      let failure = await client.failure(of: try Self.request(server, host: host))
      #expect(failure?.cause == .addressRefused || failure?.cause == .dns, "\(failure?.detail ?? "")")
      #expect(server.log.connections == 0)
    }
  }

  /// The mapped form is the one that only the configuration can mean.
  @Test(arguments: [("[::ffff:127.0.0.1]", true), ("[::ffff:7f00:1]", true), ("127.0.0.2", false)])
  func anAddressThatTheConfigurationWritesDownIsMeant(_ literal: String, _ isMeant: Bool) async throws {
    try await ScriptedServer.replying(Self.answer) { server in
      let client = HTTPClient(policy: ConnectionPolicy(reach: .configured(hosts: [literal])))
      let failure = await client.failure(of: try Self.request(server, host: "[::ffff:127.0.0.1]"))
      #expect(failure?.cause == (isMeant ? nil : .addressRefused))
      #expect(server.log.connections == (isMeant ? 1 : 0))
    }
  }

  /// Names are the proxy's to look up. An address it would just connect to.
  @Test(arguments: [
    ("169.254.169.254", ConnectionPolicy.Reach.publicOnly, false), ("10.0.0.7", .publicOnly, false),
    ("[::ffff:10.0.0.7]", .publicOnly, false), ("0xa9fea9fe", .publicOnly, false),
    ("203.0.114.9", .publicOnly, true), ("router.local", .publicOnly, true),
    ("169.254.169.254", .configured(), false), ("10.0.0.7", .configured(), true),
    ("169.254.169.254", .configured(hosts: ["169.254.169.254"]), true),
  ]) func aProxyIsNotSentToOtherAddresses(_ host: String, _ reach: ConnectionPolicy.Reach, _ isAllowed: Bool)
    async throws
  {
    try await ScriptedServer.replying(Self.answer) { server in
      let environment = ["http_proxy": server.url]
      let client = HTTPClient(
        ClientSetup(policy: ConnectionPolicy(reach: reach), proxies: Proxies { environment[$0] }))
      let failure = await client.failure(of: HTTPRequest(url: try WebURL("http://\(host)/x")))
      #expect(failure?.cause == (isAllowed ? nil : .addressRefused))
      #expect(server.log.requests.count == (isAllowed ? 1 : 0))
    }
  }

  /// libcurl would quote it, with its password.
  @Test(arguments: ["http://user:pa#CANARY@proxy:3128", "nonsense://user:CANARY@proxy:3128"])
  func whatIsNoProxyIsNotQuoted(_ proxy: String) async throws {
    let client = HTTPClient(ClientSetup(proxies: Proxies { ["https_proxy": proxy][$0] }))
    let failure = try #require(await client.failure(of: HTTPRequest(url: try WebURL("https://a.example"))))
    #expect(failure.cause == .refused)
    #expect(failure.detail.contains("https_proxy"))
    #expect(!"\(failure)".contains("CANARY"))
  }

  @Test func aProxyIsTheUsersOwnWord() async throws {
    try await ScriptedServer.replying(Self.answer) { server in
      let environment = ["http_proxy": server.url]
      let client = HTTPClient(
        ClientSetup(
          policy: ConnectionPolicy(reach: .publicOnly), proxies: Proxies { environment[$0] }))
      let request = HTTPRequest(url: try WebURL("http://files.example/x"))
      #expect(await client.failure(of: request) == nil)
      #expect(server.log.requests.map(\.target) == ["http://files.example/x"])
    }
  }
}
