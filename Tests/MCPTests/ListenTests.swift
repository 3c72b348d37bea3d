import JSON
import JSONRPC
import MCP
import TestSupport
import Testing

@Suite("subscriptions/listen", .timeLimit(.minutes(1)))
struct ListenTests {
  static let tasks = #"{"extensions":{"io.modelcontextprotocol/tasks":{}}}"#

  /// - Parameter id: as JSON.
  static func acknowledged(_ honoured: String, id: String = "1") -> String {
    #"{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"_meta":{"#
      + #""io.modelcontextprotocol/subscriptionId":\#(id)},"notifications":{\#(honoured)}}}"#
  }

  static func ended(id: String = "1") -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"result":{"resultType":"complete","_meta":{"#
      + #""io.modelcontextprotocol/subscriptionId":\#(id),"#
      + #""io.modelcontextprotocol/serverInfo":{"name":"a2a-bridge","title":"A2A bridge","version":"0.1.0"}}}}"#
  }

  static func changed(_ list: String, id: String = "1") -> String {
    #"{"jsonrpc":"2.0","method":"notifications/\#(list)/list_changed","params":{"_meta":{"#
      + #""io.modelcontextprotocol/subscriptionId":\#(id)}}}"#
  }

  static func updated(_ uri: String, id: String = "1") -> String {
    #"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"\#(uri)","_meta":{"#
      + #""io.modelcontextprotocol/subscriptionId":\#(id)}}}"#
  }

  /// What is asked for, and what of it is honoured.
  static let filters: [(asked: String, honoured: String)] = [
    ("", ""), (#""toolsListChanged":true"#, #""toolsListChanged":true"#),
    (
      #""resourcesListChanged":true,"promptsListChanged":true,"toolsListChanged":true"#,
      #""toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true"#
    ),
    (#""toolsListChanged":false,"promptsListChanged":null"#, ""), (#""nonsense":7"#, ""),
    (#""resourceSubscriptions":[]"#, ""),
    (#""resourceSubscriptions":["b","a","b"]"#, #""resourceSubscriptions":["b","a"]"#),
    (#""resourceSubscriptions":["a","b","c"]"#, #""resourceSubscriptions":["a","b"]"#),
    (#""resourceSubscriptions":["0123456789a","0123456789"]"#, #""resourceSubscriptions":["0123456789"]"#),
    (#""taskIds":["t","0123456789a","u"]"#, #""taskIds":["t"]"#),
  ]

  @Test("is acknowledged first, with what is honoured, and answered at the end of input", arguments: filters)
  func acknowledgement(example: (asked: String, honoured: String)) async {
    var limits = SessionLimits()
    limits.listenedResources = 2
    limits.listenedTasks = 1
    limits.listenedNameBytes = 10
    let lines = await ScriptedClient.transcript(
      of: MCPSession(CatalogProvider(), limits: limits),
      [Lines.listen(example.asked, capabilities: Self.tasks)])
    #expect(lines == [Self.acknowledged(example.honoured), Self.ended()])
  }

  @Test(
    "the subscription is known by the request's id as it was written",
    arguments: ["0", "-7", #""listen:0""#, #""1""#])
  func ids(id: String) async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let session = MCPSession(CatalogProvider(), clock: clock)
    await client.talk(to: session) {
      client.say(Lines.listen(#""toolsListChanged":true"#, id: id))
      #expect(await client.next() == Self.acknowledged(#""toolsListChanged":true"#, id: id))
      session.changed(.tools)
      await clock.sleepers()
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.changed("tools", id: id))
      client.hangUp()
      #expect(await client.rest() == [Self.ended(id: id)])
    }
  }

  /// Filters, and the errors that they get.
  static let refusals: [(filter: String, error: String)] = [
    (
      #""toolsListChanged":"yes""#,
      #"{"code":-32602,"message":"Invalid params: notifications.toolsListChanged: "#
    ),
    (#""resourceSubscriptions":"a""#, #"{"code":-32602,"#),
    (#""resourceSubscriptions":[1]"#, #"{"code":-32602,"#),
    (#""taskIds":{}"#, #"{"code":-32602,"#),
    (
      #""taskIds":["t"]"#,
      #"{"code":-32021,"message":"Missing required client capability: io.modelcontextprotocol/tasks","#
        + #""data":{"requiredCapabilities":{"extensions":{"io.modelcontextprotocol/tasks":{}}}}}"#
    ),
  ]

  @Test("is refused", arguments: refusals)
  func refusal(example: (filter: String, error: String)) async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(CatalogProvider()), [Lines.listen(example.filter)])
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":\#(example.error)"#) == true)
  }

  @Test("is refused without a filter")
  func noFilter() async {
    let lines = await ScriptedClient.transcript(
      of: MCPSession(CatalogProvider()), [Lines.modern("subscriptions/listen")])
    #expect(
      lines.first?.contains(#""code":-32602,"message":"Invalid params: notifications: missing"#) == true)
  }

  @Test("each listener has its own copy of what it asked for, once a second")
  func lists() async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let session = MCPSession(CatalogProvider(), clock: clock)
    await client.talk(to: session) {
      client.say(Lines.listen(#""toolsListChanged":true"#, id: "1"))
      client.say(Lines.listen(#""toolsListChanged":true,"promptsListChanged":true"#, id: "2"))
      client.say(Lines.listen(#""resourcesListChanged":true"#, id: "3"))
      for _ in 0..<3 { _ = await client.next() }
      for _ in 0..<100 { for list in [ServerList.tools, .prompts] { session.changed(list) } }
      await clock.sleepers(3)
      clock.advance(by: .milliseconds(999))
      #expect(client.output.backlog == 0)
      clock.advance(by: .milliseconds(1))
      var notices: Set<String> = []
      for _ in 0..<3 { notices.insert(await client.next() ?? "") }
      #expect(
        notices == [Self.changed("tools"), Self.changed("tools", id: "2"), Self.changed("prompts", id: "2")])
      client.hangUp()
      #expect(Set(await client.rest()) == Set(["1", "2", "3"].map { Self.ended(id: $0) }))
    }
  }

  @Test(
    "resources are watched as long as somebody listens; the first change is told at once, then one a second")
  func resources() async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let provider = CatalogProvider()
    let watches = provider.watchedResources
    await client.talk(to: MCPSession(provider, clock: clock)) {
      client.say(Lines.listen(#""resourceSubscriptions":["a","b"]"#, id: "1"))
      client.say(Lines.listen(#""resourceSubscriptions":["b"]"#, id: "2"))
      for _ in 0..<2 { _ = await client.next() }
      await watches.count(of: "a", is: 1)
      await watches.count(of: "b", is: 2)
      await watches.change("a", to: ())
      #expect(await client.next() == Self.updated("a"))
      for _ in 0..<100 { await watches.change("b", to: ()) }
      let first = [await client.next() ?? "", await client.next() ?? ""]
      #expect(Set(first) == [Self.updated("b"), Self.updated("b", id: "2")])
      await clock.sleepers(2)
      client.say(Lines.cancel(2))
      await watches.count(of: "b", is: 1)
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.updated("b"))
      client.hangUp()
      #expect(await client.rest() == [Self.ended()])
    }
    for uri in ["a", "b"] { await watches.count(of: uri, is: 0) }
  }

  @Test("after a cancellation nothing more is said, and the id is free")
  func cancellation() async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let provider = CatalogProvider()
    let session = MCPSession(provider, clock: clock)
    await client.talk(to: session) {
      client.say(Lines.listen(#""toolsListChanged":true,"resourceSubscriptions":["a"]"#))
      _ = await client.next()
      await provider.watchedResources.count(of: "a", is: 1)
      session.changed(.tools)
      await clock.sleepers()
      client.say(Lines.cancel(1))
      await provider.watchedResources.count(of: "a", is: 0)
      session.changed(.tools)
      clock.advance(by: .seconds(10))
      client.say(Lines.listen("", id: "1"))
      #expect(await client.next() == Self.acknowledged(""))
      client.hangUp()
      #expect(await client.rest() == [Self.ended()])
    }
  }

  @Test("an open one is a request that is being answered")
  func duplicate() async {
    let client = ScriptedClient()
    await client.talk(to: MCPSession(CatalogProvider())) {
      for _ in 0..<2 { client.say(Lines.listen("")) }
      #expect(await client.next() == Self.acknowledged(""))
      #expect(await client.next()?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"#) == true)
    }
  }

  @Test("so many can be open, whatever calls there are")
  func limit() async {
    var limits = SessionLimits()
    limits.listeners = 2
    limits.concurrentCalls = 1
    let client = ScriptedClient()
    await client.talk(to: MCPSession(GatedProvider(), limits: limits)) {
      for id in 1...3 { client.say(Lines.listen("", id: "\(id)")) }
      for id in 1...2 { #expect(await client.next() == Self.acknowledged("", id: "\(id)")) }
      #expect(
        await client.next()?.hasPrefix(
          #"{"jsonrpc":"2.0","id":3,"error":{"code":-32603,"message":"Too many subscriptions"#) == true)
      client.say(Lines.modern("tools/call", id: 4, #""name":"echo""#))
      #expect(await client.next()?.contains(#""id":4,"result""#) == true)
      client.say(Lines.cancel(1))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      client.say(Lines.listen("", id: "5"))
      #expect(await client.next() == Self.acknowledged("", id: "5"))
    }
  }

  enum Stop: CaseIterable { case stopped, readerGone }

  @Test("a session that is stopped answers none", arguments: Stop.allCases)
  func stop(by stop: Stop) async {
    let client = ScriptedClient()
    let provider = CatalogProvider()
    let session = MCPSession(provider)
    let end = await client.talk(to: session) {
      client.say(Lines.listen(#""resourceSubscriptions":["a"]"#))
      _ = await client.next()
      await provider.watchedResources.count(of: "a", is: 1)
      switch stop {
      case .stopped: session.stop()
      case .readerGone: client.output.breakPipe()
      }
      #expect(await client.rest() == [])
    }
    #expect(end == (stop == .stopped ? .stopped : .outputClosed))
    await provider.watchedResources.count(of: "a", is: 0)
  }

  @Test("at the end of input they end at once, though calls go on")
  func callsGoOn() async {
    let provider = GatedProvider()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.listen("", id: "7"))
      client.say(Lines.modern("tools/call", #""name":"wait""#))
      #expect(await client.next() == Self.acknowledged("", id: "7"))
      await provider.hasStarted(1)
      client.hangUp()
      #expect(await client.next() == Self.ended(id: "7"))
      provider.release(1)
      #expect(await client.next()?.contains(#""id":1,"result""#) == true)
      #expect(await client.rest() == [])
    }
  }

  @Test("a client that does not read is told once, when it reads again")
  func slowReader() async {
    let clock = ManualClock()
    let client = ScriptedClient(capacity: 1)
    let session = MCPSession(CatalogProvider(), clock: clock)
    await client.talk(to: session) {
      client.say(Lines.initialize())
      client.say(Lines.listen(#""toolsListChanged":true"#))
      for _ in 0..<2 { _ = await client.next() }
      for _ in 0..<2 { client.say(Lines.ping) }
      await client.output.waitForSenders(1)
      for _ in 0..<10 {
        for _ in 0..<10 { session.changed(.tools) }
        await clock.sleepers()
        clock.advance(by: .seconds(1))
      }
      // What found no room waits again.
      await clock.sleepers()
      for _ in 0..<2 { #expect(await client.next() == Lines.pong) }
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.changed("tools"))
      client.hangUp()
      #expect(await client.rest() == [Self.ended()])
    }
  }

  @Test("what changes before the acknowledgement is out is told after it")
  func changesBefore() async {
    let clock = ManualClock()
    let client = ScriptedClient(capacity: 1)
    let session = MCPSession(CatalogProvider(), clock: clock)
    await client.talk(to: session) {
      client.say(Lines.initialize())
      client.say(Lines.listen(#""toolsListChanged":true"#))
      await client.output.waitForSenders(1)
      session.changed(.tools)
      clock.advance(by: .seconds(10))
      _ = await client.next()
      #expect(await client.next() == Self.acknowledged(#""toolsListChanged":true"#))
      await clock.sleepers()
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.changed("tools"))
    }
  }

  // MARK: Tasks

  static func snapshot(_ status: TaskSnapshot.Status, _ message: String? = nil) -> TaskSnapshot {
    TaskSnapshot(
      id: "t", status, message: message, createdAt: "2026-01-01T00:00:00Z",
      lastUpdatedAt: "2026-01-01T00:00:01Z", lifetime: nil, pollInterval: .seconds(2))
  }

  @Test("a task is told of as it stands, at once, then once a second, to its end")
  func tasks() async throws {
    let clock = ManualClock()
    let client = ScriptedClient()
    let provider = CatalogProvider()
    let tasks = provider.followedTasks
    try await client.talk(to: MCPSession(provider, clock: clock)) {
      client.say(Lines.listen(#""taskIds":["t"]"#, capabilities: Self.tasks))
      #expect(await client.next() == Self.acknowledged(#""taskIds":["t"]"#))
      await tasks.count(of: "t", is: 1)
      await tasks.change("t", to: Self.snapshot(.working, "one"))
      let first = try JSONValue(line: await client.next())
      #expect(first["method"] == "notifications/tasks")
      #expect(first["params"]?["taskId"] == "t")
      #expect(first["params"]?["status"] == "working")
      #expect(first["params"]?["statusMessage"] == "one")
      #expect(first["params"]?["_meta"]?["io.modelcontextprotocol/subscriptionId"] == 1)
      await tasks.change("t", to: Self.snapshot(.working, "two"))
      await tasks.change("t", to: Self.snapshot(.completed(ToolResult(content: [.text("done")]))))
      await clock.sleepers()
      clock.advance(by: .seconds(1))
      let last = try JSONValue(line: await client.next())
      #expect(last["params"]?["status"] == "completed")
      #expect(last["params"]?["result"]?["content"] == [["type": "text", "text": "done"]])
      client.hangUp()
      #expect(await client.rest() == [Self.ended()])
    }
  }

  @Test("a task's news wait for a client that does not read, however long they are; only the latest are told")
  func slowReaderOfTasks() async throws {
    let clock = ManualClock()
    let client = ScriptedClient(capacity: 1)
    let provider = CatalogProvider()
    let tasks = provider.followedTasks
    try await client.talk(to: MCPSession(provider, clock: clock)) {
      client.say(Lines.initialize())
      client.say(Lines.listen(#""taskIds":["t"]"#, capabilities: Self.tasks))
      for _ in 0..<2 { _ = await client.next() }
      await tasks.count(of: "t", is: 1)
      for _ in 0..<2 { client.say(Lines.ping) }
      await client.output.waitForSenders(1)
      await tasks.change("t", to: Self.snapshot(.working, "first"))
      await client.output.waitForSenders(2)
      for count in 1...10 { await tasks.change("t", to: Self.snapshot(.working, "\(count)")) }
      // Which of those that wait is first depends on chance.
      var lines: [String] = []
      for _ in 0..<3 { lines.append(await client.next() ?? "") }
      #expect(lines.count { $0 == Lines.pong } == 2)
      #expect(lines.count { $0.contains(#""statusMessage":"first""#) } == 1)
      await clock.sleepers()
      clock.advance(by: .seconds(1))
      let last = try JSONValue(line: await client.next())
      #expect(last["params"]?["statusMessage"] == "10")
      client.hangUp()
      #expect(await client.rest() == [Self.ended()])
    }
  }

  @Test("to a client that can't be asked, a question is the end: it hears no more")
  func unaskable() async throws {
    let clock = ManualClock()
    let client = ScriptedClient()
    let provider = CatalogProvider()
    let tasks = provider.followedTasks
    try await client.talk(to: MCPSession(provider, clock: clock)) {
      client.say(Lines.listen(#""taskIds":["t"]"#, capabilities: Self.tasks))
      _ = await client.next()
      await tasks.count(of: "t", is: 1)
      await tasks.change("t", to: Self.snapshot(.inputRequired(.city)))
      let last = try JSONValue(line: await client.next())
      #expect(last["params"]?["status"] == "completed")
      await tasks.count(of: "t", is: 0)
      client.hangUp()
      #expect(await client.rest() == [Self.ended()])
    }
  }

  @Test("a result too long for a line does not hide that the task is over")
  func tooLongTask() async throws {
    var limits = SessionLimits()
    limits.outputLineBytes = 1000
    let client = ScriptedClient()
    let provider = CatalogProvider()
    try await client.talk(to: MCPSession(provider, limits: limits, clock: ManualClock())) {
      client.say(Lines.listen(#""taskIds":["t"]"#, capabilities: Self.tasks))
      _ = await client.next()
      await provider.followedTasks.count(of: "t", is: 1)
      let text = String(repeating: "x", count: 1000)
      await provider.followedTasks.change(
        "t", to: Self.snapshot(.completed(ToolResult(content: [.text(text)]))))
      let news = try JSONValue(line: await client.next())
      #expect(news["params"]?["status"] == "completed")
      #expect(news["params"]?["result"]?["isError"] == true)
    }
  }

  @Test("a task that there is not leaves the rest of the subscription as it is")
  func unknownTask() async {
    let clock = ManualClock()
    let client = ScriptedClient()
    let session = MCPSession(ClosureProvider(), clock: clock)
    await client.talk(to: session) {
      client.say(Lines.listen(#""toolsListChanged":true,"taskIds":["t"]"#, capabilities: Self.tasks))
      _ = await client.next()
      session.changed(.tools)
      await clock.sleepers()
      clock.advance(by: .seconds(1))
      #expect(await client.next() == Self.changed("tools"))
    }
  }
}
