import JSON
import MCP
import TestSupport
import Testing

@Suite("Changes of lists", .timeLimit(.minutes(1)))
struct ListChangedTests {
  static let notice = #"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#

  @Test(
    "are told once a second at most, and after initialized",
    arguments: ProtocolVersion.legacy.filter { $0 > .november2024 })
  func pacing(version: ProtocolVersion) async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let session = MCPSession(ClosureProvider(), clock: clock)
    await client.talk(to: session) {
      client.say(Lines.initialize(version))
      _ = await client.next()
      client.say(Lines.listTools)
      _ = await client.next()
      for _ in 0..<3 { session.changed(.tools) }
      clock.advance(by: .seconds(10))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      client.say(Lines.initialized)
      await clock.sleepers()
      session.changed(.tools)
      clock.advance(by: .milliseconds(999))
      #expect(client.output.backlog == 0)
      clock.advance(by: .milliseconds(1))
      #expect(await client.next() == Self.notice)
      session.changed(.tools)
      session.changed(.tools)
      await clock.sleepers()
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.notice)
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test("are not told to a client that has not listed, or has listed again", arguments: [true, false])
  func upToDate(hasListed: Bool) async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let session = MCPSession(ClosureProvider(), clock: clock)
    await client.talk(to: session) {
      client.say(Lines.initialize())
      client.say(Lines.initialized)
      if hasListed { client.say(Lines.listTools) }
      client.say(Lines.ping)
      for _ in 0..<(hasListed ? 3 : 2) { _ = await client.next() }
      session.changed(.tools)
      if hasListed {
        await clock.sleepers()
        client.say(Lines.listTools)
        _ = await client.next()
      }
      clock.advance(by: .seconds(10))
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test("are told once, when a client that does not read reads again")
  func slowReader() async {
    let clock = ManualClock()
    let client = ScriptedClient(capacity: 1)
    let session = MCPSession(ClosureProvider(), clock: clock)
    await client.talk(to: session) {
      client.say(Lines.initialize())
      client.say(Lines.initialized)
      client.say(Lines.listTools)
      for _ in 0..<2 { _ = await client.next() }
      for _ in 0..<2 { client.say(Lines.ping) }
      await client.output.waitForSenders(1)
      for _ in 0..<10 {
        session.changed(.tools)
        await clock.sleepers()
        clock.advance(by: .seconds(1))
      }
      await clock.sleepers()
      for _ in 0..<2 { #expect(await client.next() == Lines.pong) }
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.notice)
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test("are not told to clients of 2024-11-05, which a notification may block")
  func firstVersion() async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let session = MCPSession(ClosureProvider(), clock: clock)
    await client.talk(to: session) {
      client.say(Lines.initialize(.november2024))
      client.say(Lines.initialized)
      client.say(Lines.listTools)
      for _ in 0..<2 { _ = await client.next() }
      session.changed(.tools)
      clock.advance(by: .seconds(10))
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test("are not told to whom has seen no list: before initialize, and in the modern era")
  func nobody() async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let session = MCPSession(ClosureProvider(), clock: clock)
    session.changed(.tools)
    await client.talk(to: session) {
      client.say(Lines.initialized)
      client.say(Lines.modern("server/discover"))
      _ = await client.next()
      session.changed(.tools)
      client.say(Lines.initialize())
      client.say(Lines.initialized)
      client.say(Lines.ping)
      _ = await client.next()
      #expect(await client.next() == Lines.pong)
      clock.advance(by: .seconds(10))
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test("are not told if they come while the first listing waits, for then it has them")
  func whileListing() async {
    let clock = ManualClock()
    let provider = GatedProvider()
    let client = ScriptedClient()
    let session = MCPSession(provider, clock: clock)
    await client.talk(to: session) {
      client.say(Lines.initialize())
      client.say(Lines.initialized)
      client.say(Lines.listTools)
      client.say(Lines.ping)
      for _ in 0..<2 { _ = await client.next() }
      session.changed(.tools)
      clock.advance(by: .milliseconds(500))
      provider.releaseList()
      #expect(await client.next()?.contains(#""tools":[]"#) == true)
      session.changed(.tools)
      await clock.sleepers()
      clock.advance(by: .milliseconds(999))
      // The notice of the second change still waits: none was on its way.
      await clock.sleepers()
      clock.advance(by: .milliseconds(1))
      #expect(await client.next() == Self.notice)
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  enum Fruitless: CaseIterable { case cancelled, refused, invalid, laterPage }

  @Test("are told even after a listing that did not show them", arguments: Fruitless.allCases)
  func fruitless(listing: Fruitless) async {
    var limits = SessionLimits()
    limits.concurrentListings = 1
    limits.listedEntries = 1
    let clock = ManualClock()
    let provider = GatedProvider(tools: ["a", "b"])
    let client = ScriptedClient()
    let session = MCPSession(provider, limits: limits, clock: clock)
    await client.talk(to: session) {
      client.say(Lines.initialize())
      client.say(Lines.initialized)
      client.say(Lines.listTools)
      provider.releaseList()
      for _ in 0..<2 { _ = await client.next() }
      provider.holdList()
      session.changed(.tools)
      await clock.sleepers()
      switch listing {
      case .cancelled:
        client.say(Lines.listTools)
        client.say(
          #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"list"}}"#)
      case .refused:
        client.say(Lines.modern("tools/list"))
        client.say(Lines.listTools)
        #expect(await client.next()?.contains(#""id":"list","error":{"code":-32603"#) == true)
      case .invalid:
        client.say(Lines.listTools(after: #""nonsense""#))
        #expect(await client.next()?.contains("-32602") == true)
      case .laterPage:
        client.say(Lines.listTools(after: #""a""#))
        #expect(await client.next()?.contains(#""name":"b""#) == true)
      }
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.notice)
      provider.releaseList()
    }
  }

  /// A listing, the list that it shows, and the notice of its changes.
  static let listings: [(method: String, list: ServerList, notice: String)] = [
    ("tools/list", .tools, "tools"), ("prompts/list", .prompts, "prompts"),
    ("resources/list", .resources, "resources"), ("resources/templates/list", .resources, "resources"),
  ]

  static func list(_ method: String) -> String {
    #"{"jsonrpc":"2.0","id":"list","method":"\#(method)"}"#
  }

  static func notice(_ list: String) -> String {
    #"{"jsonrpc":"2.0","method":"notifications/\#(list)/list_changed"}"#
  }

  @Test("are told of the lists that the client has, and of no other", arguments: listings)
  func lists(example: (method: String, list: ServerList, notice: String)) async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let session = MCPSession(ClosureProvider(), clock: clock)
    await client.talk(to: session) {
      client.say(Lines.initialize())
      client.say(Lines.initialized)
      client.say(Self.list(example.method))
      for _ in 0..<2 { _ = await client.next() }
      for list in ServerList.allCases { session.changed(list) }
      await clock.sleepers()
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.notice(example.notice))
      clock.advance(by: .seconds(10))
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test("are told even if another part of the list was shown in the meantime")
  func otherPart() async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let session = MCPSession(ClosureProvider(), clock: clock)
    await client.talk(to: session) {
      client.say(Lines.initialize())
      client.say(Lines.initialized)
      client.say(Self.list("resources/list"))
      for _ in 0..<2 { _ = await client.next() }
      session.changed(.resources)
      await clock.sleepers()
      client.say(Self.list("resources/templates/list"))
      _ = await client.next()
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.notice("resources"))
    }
  }

  @Test("that come while a list is read are in it or told", arguments: [false, true])
  func race(isModern: Bool) async {
    // Each round is a session of its own, so that no notice is left over from the one before.
    for _ in 0..<200 { await Self.round(isModern) }
  }

  private static func round(_ isModern: Bool) async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let version = Count()
    let session = MCPSession(
      ClosureProvider(list: {
        [Tool(name: "v\(version.value).", description: "", inputSchema: ["type": "object"])]
      }), clock: clock)
    await client.talk(to: session) {
      client.say(isModern ? Lines.listen(#""toolsListChanged":true"#, id: "0") : Lines.initialize())
      client.say(Lines.initialized)
      _ = await client.next()
      client.say(isModern ? Lines.modern("tools/list") : Lines.listTools)
      await withDiscardingTaskGroup { group in
        group.addTask {
          version.add()
          session.changed(.tools)
        }
      }
      let isUpToDate = await nextList(client).contains("v\(version.value).")
      guard !isUpToDate else { return }
      await clock.sleepers()
      clock.advance(by: .seconds(1))
      #expect(await client.next()?.contains("list_changed") == true)
    }
  }

  /// The next answer with tools, past all notices.
  private static func nextList(_ client: ScriptedClient) async -> String {
    while let line = await client.next() { if line.contains(#""tools":"#) { return line } }
    return ""
  }
}
