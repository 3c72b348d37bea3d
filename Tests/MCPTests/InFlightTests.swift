import JSON
import JSONRPC
import MCP
import TestSupport
import Testing

@Suite("Requests in flight", .timeLimit(.minutes(1)))
struct InFlightTests {
  @Test("a cancelled call ends, is not answered, and its id can come again")
  func cancel() async {
    let provider = GatedProvider()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize())
      client.say(Lines.call("wait", id: 1))
      await provider.hasStarted(1)
      client.say(Lines.cancel(1))
      await provider.wasCancelled(1)
      client.say(Lines.call("echo", id: 1))
      client.say(Lines.cancel(1))
      client.say(Lines.cancel(2))
      client.say(Lines.ping)
      _ = await client.next()
      #expect(await client.next() == Lines.answer("echo {}", id: 1))
      #expect(await client.next() == Lines.pong)
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test("a modern call is cancelled by a modern notification")
  func cancelModern() async {
    let provider = GatedProvider()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.modern("tools/call", id: 4, #""name":"wait""#))
      await provider.hasStarted(4)
      client.say(
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":4,"_meta":{\#(Lines.envelope)}}}"#
      )
      await provider.wasCancelled(4)
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test("a listing can be cancelled like a call")
  func cancelListing() async {
    let client = ScriptedClient()
    await client.talk(to: MCPSession(GatedProvider())) {
      client.say(Lines.modern("tools/list", id: 4))
      client.say(Lines.cancel(4))
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test(
    "the second of two requests with one id is refused, whatever it asks",
    arguments: ["ping", "tools/list", "tools/call"])
  func duplicate(method: String) async {
    let provider = GatedProvider()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize())
      _ = await client.next()
      client.say(Lines.call("wait", id: 1))
      client.say(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{"name":"echo"}}"#)
      #expect(await client.next()?.hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"#) == true)
      provider.release(1)
      #expect(await client.next() == Lines.answer("wait {}", id: 1))
    }
  }

  @Test("the number 1 and the string 1 are two ids")
  func idTypes() async {
    let provider = GatedProvider()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider)) {
      client.say(Lines.initialize())
      _ = await client.next()
      client.say(Lines.call("wait", id: 1))
      client.say(#"{"jsonrpc":"2.0","id":"1","method":"tools/call","params":{"name":"echo"}}"#)
      #expect(await client.next()?.hasPrefix(#"{"jsonrpc":"2.0","id":"1","result""#) == true)
      provider.release(1)
      #expect(await client.next() == Lines.answer("wait {}", id: 1))
    }
  }

  @Test("calls over the limit wait their turn, more are refused, and the rest is served meanwhile")
  func limits() async {
    var limits = SessionLimits()
    limits.concurrentCalls = 2
    limits.waitingCalls = 2
    let provider = GatedProvider()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider, limits: limits)) {
      client.say(Lines.initialize())
      _ = await client.next()
      for id in 1...4 { client.say(Lines.call("wait", id: id)) }
      client.say(Lines.call("echo", id: 5))
      #expect(await client.next()?.hasPrefix(#"{"jsonrpc":"2.0","id":5,"error":{"code":-32603,"#) == true)
      client.say(Lines.cancel(3))
      client.say(Lines.call("echo", id: 6))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      provider.release(1)
      #expect(await client.next() == Lines.answer("wait {}", id: 1))
      await provider.hasStarted(4)
      provider.release(4)
      #expect(await client.next() == Lines.answer("wait {}", id: 4))
      #expect(await client.next() == Lines.answer("echo {}", id: 6))
      provider.release(2)
      #expect(await client.next() == Lines.answer("wait {}", id: 2))
      client.hangUp()
      #expect(await client.rest() == [])
    }
  }

  @Test("requests that wait are also limited by their size")
  func waitingBytes() async {
    var limits = SessionLimits()
    limits.concurrentCalls = 1
    limits.waitingBytes = Lines.call("echo", id: 2).utf8.count
    let provider = GatedProvider()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider, limits: limits)) {
      client.say(Lines.initialize())
      _ = await client.next()
      for (id, tool) in [(1, "wait"), (2, "echo"), (3, "echo")] { client.say(Lines.call(tool, id: id)) }
      #expect(await client.next()?.contains(#""id":3,"error":{"code":-32603,"#) == true)
      client.say(Lines.cancel(2))
      client.say(Lines.call("echo", id: 4))
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      provider.release(1)
      #expect(await client.next() == Lines.answer("wait {}", id: 1))
      #expect(await client.next() == Lines.answer("echo {}", id: 4))
    }
  }

  @Test("listings are limited too")
  func listings() async {
    var limits = SessionLimits()
    limits.concurrentListings = 1
    let provider = GatedProvider()
    let client = ScriptedClient()
    await client.talk(to: MCPSession(provider, limits: limits)) {
      client.say(Lines.modern("tools/list", id: 1))
      client.say(Lines.modern("tools/list", id: 2))
      #expect(await client.next()?.contains(#""id":2,"error":{"code":-32603,"#) == true)
      provider.releaseList()
      #expect(await client.next()?.contains(#""id":1,"result""#) == true)
    }
  }

  @Test("a thousand calls that end at once are all answered, each once")
  func manyCalls() async {
    var limits = SessionLimits()
    limits.concurrentCalls = 3
    let calls = (0..<1000).map { Lines.call("echo", id: $0) }
    let lines = await ScriptedClient.transcript(
      of: MCPSession(GatedProvider(), limits: limits), [Lines.initialize()] + calls)
    #expect(lines.count == 1001)
    #expect(Set(lines.dropFirst()) == Set((0..<1000).map { Lines.answer("echo {}", id: $0) }))
  }
}
