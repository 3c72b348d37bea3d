import HTTP
import TestSupport
import Testing

@testable import A2A

/// What is kept while an answer arrives counts in the memory that all answers share, however it comes.
@Suite(.timeLimit(.minutes(1))) struct MemoryTests {
  private static let padding = String(repeating: "x", count: 500_000)

  @Test(arguments: ["text/event-stream", "application/json"], [(2_000_000, false), (200_000, true)])
  func aStreamsAnswerCounts(_ type: String, _ memory: (bytes: Int, isTooFew: Bool)) async throws {
    let message = #"{"message":{"messageId":"m","role":"ROLE_AGENT","parts":[{"text":"\#(Self.padding)"}]}}"#
    let answer = #"{"jsonrpc":"2.0","id":"1","result":\#(message)}"#
    let body = type == "application/json" ? answer : "data: \(answer)\n\n"
    try await ScriptedServer.replying(ScriptedServer.http("200 OK", body, type: type)) { server in
      let budget = MemoryBudget(bytes: memory.bytes)
      let binding = JSONRPCBinding(try server.endpoint("/rpc", memory: budget), dialect: V10JSONRPC())
      let request = SendRequest(Message(messageID: "m", role: .user, parts: [Part(.text("hello"))]))
      var failure: A2AError?
      do throws(A2AError) {
        try await binding.listen(to: .stream(request), within: .seconds(30)) { _ in .more }
      } catch {
        failure = error
      }
      #expect(failure?.code == (memory.isTooFew ? .transport(.overloaded) : nil))
      #expect(budget.takenBytes == 0)
    }
  }
}
