import MCP
import TestSupport
import Testing

@Suite("Subscriptions of the handshake era", .timeLimit(.minutes(1)))
struct ResourceSubscriptionTests {
  static func line(_ method: String, _ uri: String = "a2a://x", id: Int = 1) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"resources/\#(method)","params":{"uri":"\#(uri)"}}"#
  }

  static func done(_ id: Int = 1) -> String { #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"# }

  static func notice(_ uri: String = "a2a://x") -> String {
    #"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"\#(uri)"}}"#
  }

  @Test(
    "a resource's changes are told, the first at once, then one a second", arguments: ProtocolVersion.legacy)
  func pacing(version: ProtocolVersion) async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let provider = CatalogProvider()
    let watches = provider.watchedResources
    await client.talk(to: MCPSession(provider, clock: clock)) {
      client.say(Lines.initialize(version))
      _ = await client.next()
      client.say(Self.line("subscribe"))
      #expect(await client.next() == Self.done())
      await watches.count(of: "a2a://x", is: 1)
      await watches.change("a2a://other", to: ())
      await watches.change("a2a://x", to: ())
      #expect(await client.next() == Self.notice())
      for _ in 0..<100 { await watches.change("a2a://x", to: ()) }
      await clock.sleepers()
      clock.advance(by: .milliseconds(999))
      #expect(client.output.backlog == 0)
      clock.advance(by: .milliseconds(1))
      #expect(await client.next() == Self.notice())
      client.hangUp()
      #expect(await client.rest() == [])
    }
    await watches.count(of: "a2a://x", is: 0)
  }

  enum End: CaseIterable { case unsubscribed, initializedAgain }

  @Test("after it has ended nothing is told, not even what waited", arguments: End.allCases)
  func end(by end: End) async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let provider = CatalogProvider()
    let watches = provider.watchedResources
    await client.talk(to: MCPSession(provider, clock: clock)) {
      client.say(Lines.initialize())
      client.say(Self.line("subscribe"))
      for _ in 0..<2 { _ = await client.next() }
      await watches.count(of: "a2a://x", is: 1)
      await watches.change("a2a://x", to: ())
      #expect(await client.next() == Self.notice())
      await watches.change("a2a://x", to: ())
      await clock.sleepers()
      switch end {
      case .unsubscribed: client.say(Self.line("unsubscribe"))
      case .initializedAgain: client.say(Lines.initialize())
      }
      _ = await client.next()
      await watches.count(of: "a2a://x", is: 0)
      clock.advance(by: .seconds(10))
      // It can begin anew.
      client.say(Self.line("subscribe", id: 2))
      #expect(await client.next() == Self.done(2))
      await watches.count(of: "a2a://x", is: 1)
      await watches.change("a2a://x", to: ())
      #expect(await client.next() == Self.notice())
    }
  }

  @Test("twice is as good as once, and nothing can be unsubscribed from")
  func again() async {
    let client = ScriptedClient()
    let provider = CatalogProvider()
    await client.talk(to: MCPSession(provider, clock: ManualClock())) {
      client.say(Lines.initialize())
      _ = await client.next()
      client.say(Self.line("unsubscribe", id: 0))
      for id in 1...2 { client.say(Self.line("subscribe", id: id)) }
      for id in 0...2 { #expect(await client.next() == Self.done(id)) }
      await provider.watchedResources.count(of: "a2a://x", is: 1)
      await provider.watchedResources.change("a2a://x", to: ())
      #expect(await client.next() == Self.notice())
      client.say(Self.line("unsubscribe", id: 3))
      #expect(await client.next() == Self.done(3))
      await provider.watchedResources.count(of: "a2a://x", is: 0)
    }
  }

  /// URIs to subscribe to one after the other, with how many fit and how long they may be, and the last one's error.
  static let limits: [(uris: [String], count: Int, bytes: Int, code: Int?)] = [
    (["a", "b"], 2, 10, nil), (["a", "b", "c"], 2, 10, -32603), (["a", "b", "a"], 2, 10, nil),
    (["0123456789"], 2, 10, nil), (["0123456789a"], 2, 10, -32602),
  ]

  @Test("are limited", arguments: limits)
  func bounds(example: (uris: [String], count: Int, bytes: Int, code: Int?)) async {
    var limits = SessionLimits()
    limits.subscribedResources = example.count
    limits.listenedNameBytes = example.bytes
    let lines = await ScriptedClient.transcript(
      of: MCPSession(CatalogProvider(), limits: limits),
      [Lines.initialize()] + example.uris.map { Self.line("subscribe", $0) })
    let error = example.code.map { #"{"jsonrpc":"2.0","id":1,"error":{"code":\#($0),"# }
    #expect(lines.last?.hasPrefix(error ?? Self.done()) == true)
    #expect(lines.dropLast().allSatisfy { !$0.contains("error") })
  }

  @Test("need a URI", arguments: ["subscribe", "unsubscribe"], ["{}", #"{"uri":null}"#, #"{"uri":1}"#])
  func noURI(method: String, params: String) async {
    let line = #"{"jsonrpc":"2.0","id":1,"method":"resources/\#(method)","params":\#(params)}"#
    let lines = await ScriptedClient.transcript(
      of: MCPSession(CatalogProvider()), [Lines.initialize(), line])
    #expect(lines.last?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"#) == true)
  }

  @Test("a client that does not read is told once, when it reads again")
  func slowReader() async {
    let clock = ManualClock()
    let client = ScriptedClient(capacity: 1)
    let provider = CatalogProvider()
    await client.talk(to: MCPSession(provider, clock: clock)) {
      client.say(Lines.initialize())
      _ = await client.next()
      client.say(Self.line("subscribe"))
      _ = await client.next()
      await provider.watchedResources.count(of: "a2a://x", is: 1)
      for _ in 0..<2 { client.say(Lines.ping) }
      await client.output.waitForSenders(1)
      for _ in 0..<10 {
        await provider.watchedResources.change("a2a://x", to: ())
        await clock.sleepers()
        clock.advance(by: .seconds(1))
      }
      // What found no room waits again.
      await clock.sleepers()
      for _ in 0..<2 { #expect(await client.next() == Lines.pong) }
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.notice())
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }
}
