import JSONRPC
import MCP
import TestSupport
import Testing

@Suite("The end of a session", .timeLimit(.minutes(1)))
struct SessionEndTests {
  @Test("end of input: calls that run or wait are finished and answered first")
  func inputEnds() async {
    var limits = SessionLimits()
    limits.concurrentCalls = 1
    let provider = GatedProvider()
    let client = ScriptedClient()
    let end = await client.talk(to: MCPSession(provider, limits: limits)) {
      client.say(Lines.initialize())
      _ = await client.next()
      for id in 1...2 { client.say(Lines.call("wait", id: id)) }
      client.hangUp()
      for id in 1...2 {
        await provider.hasStarted(.init(id))
        provider.release(.init(id))
        #expect(await client.next() == Lines.answer("wait {}", id: id))
      }
      #expect(await client.rest() == [])
    }
    #expect(end == .inputEnded)
  }

  @Test("end of input without calls ends at once")
  func idle() async {
    let end = await ScriptedClient().talk(to: MCPSession(GatedProvider())) {}
    #expect(end == .inputEnded)
  }

  @Test("a client that is gone in the middle of a call cancels it", arguments: [false, true])
  func readerGone(afterEOF: Bool) async {
    let provider = GatedProvider()
    let client = ScriptedClient()
    let end = await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize())
      client.say(Lines.call("wait", id: 1))
      await provider.hasStarted(1)
      if afterEOF { client.hangUp() }
      client.output.breakPipe()
      await provider.wasCancelled(1)
    }
    #expect(end == .outputClosed)
  }

  @Test("stop cancels the calls, answers none, and returns when they have ended")
  func stop() async {
    let provider = GatedProvider()
    let client = ScriptedClient()
    let session = MCPSession(provider)
    let end = await client.talk(to: session) {
      client.say(Lines.initialize())
      _ = await client.next()
      client.say(Lines.call("wait", id: 1))
      await provider.hasStarted(1)
      session.stop()
      await provider.wasCancelled(1)
      #expect(await client.rest() == [])
    }
    #expect(end == .stopped)
  }

  @Test(
    "calls that do not end within the grace are left: three seconds, or half of one if the client is gone",
    arguments: [
      (SessionEnd.stopped, Duration.seconds(3)), (.outputClosed, .milliseconds(500)),
    ])
  func stubborn(reason: SessionEnd, grace: Duration) async {
    let provider = GatedProvider()
    let clock = ManualClock()
    let client = ScriptedClient()
    let session = MCPSession(provider, clock: clock)
    let end = await client.talk(to: session) {
      client.say(Lines.initialize())
      _ = await client.next()
      client.say(Lines.call("stubborn", id: 1))
      await provider.hasStarted(1)
      if reason == .stopped { session.stop() } else { client.output.breakPipe() }
      await clock.sleepers()
      clock.advance(by: grace - .milliseconds(1))
      // It still sleeps.
      await clock.sleepers()
      clock.advance(by: .milliseconds(1))
      #expect(await client.rest() == [])
    }
    provider.release(1)
    #expect(end == reason)
  }

  @Test("stop before run ends it at once")
  func stopFirst() async {
    let session = MCPSession(GatedProvider())
    session.stop()
    let client = ScriptedClient()
    let end = await client.talk(to: session) { #expect(await client.rest() == []) }
    #expect(end == .stopped)
  }

  @Test("a cancelled task stops its session")
  func cancelled() async {
    let provider = GatedProvider()
    let client = ScriptedClient()
    let session = MCPSession(provider)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { #expect(await client.talk(to: session) { await Latch().wait() } == .stopped) }
      client.say(Lines.modern("tools/call", #""name":"wait""#))
      await provider.hasStarted(1)
      group.cancelAll()
      await provider.wasCancelled(1)
    }
  }

  @Test("a client that stops reading is not read from either, and memory stays as it is")
  func slowReader() async {
    let client = ScriptedClient(capacity: 3)
    await client.talk(to: MCPSession(GatedProvider())) {
      client.say(Lines.initialize())
      for _ in 0..<100 { client.say(Lines.ping) }
      await client.output.waitForSenders(1)
      #expect(client.output.backlog == 3)
      _ = await client.next()
      for _ in 0..<100 { #expect(await client.next() == Lines.pong) }
    }
  }

  @Test("answers wait for a client that does not read, and all arrive")
  func slowReaderOfCalls() async {
    let client = ScriptedClient(capacity: 2)
    await client.talk(to: MCPSession(GatedProvider())) {
      client.say(Lines.initialize())
      _ = await client.next()
      for id in 0..<10 { client.say(Lines.call("echo", id: id)) }
      await client.output.waitForSenders(8)
      #expect(client.output.backlog == 2)
      var answers: Set<String> = []
      for _ in 0..<10 { answers.insert(await client.next() ?? "") }
      #expect(answers == Set((0..<10).map { Lines.answer("echo {}", id: $0) }))
    }
  }

  @Test("stop does not wait for a client that does not read")
  func stopSlowReader() async {
    let client = ScriptedClient(capacity: 1)
    let session = MCPSession(GatedProvider())
    let end = await client.talk(to: session) {
      client.say(Lines.initialize())
      client.say(Lines.ping)
      await client.output.waitForSenders(1)
      session.stop()
    }
    #expect(end == .stopped)
    #expect(client.output.backlog == 1)
  }
}
