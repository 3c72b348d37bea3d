import HTTP
import TestSupport
import Testing

/// Tasks on the client's own thread.
@Suite(.timeLimit(.minutes(1))) struct HTTPExecutorTests {
  private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

  @Test func theyRunThereWhileTheyWaitForResponses() async throws {
    try await ScriptedServer.replying(Self.answer) { server in
      let client = HTTPClient()
      let request = try server.request()
      let bodies = await withTaskGroup(of: String?.self) { group in
        for _ in 0..<50 {
          group.addTask(executorPreference: client.executor) {
            try? await client.response(to: request).body.text
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(bodies == Array(repeating: "ok", count: 50))
    }
  }

  @Test func tasksThatWakeEachOtherDoNotStarveTransfers() async throws {
    try await ScriptedServer.replying(Self.answer) { server in
      let client = HTTPClient()
      let request = try server.request()
      await withDiscardingTaskGroup { group in
        let (ends, end) = AsyncStream<Void>.makeStream()
        group.addTask(executorPreference: client.executor) {
          while !Task.isCancelled { await Task.yield() }
        }
        group.addTask(executorPreference: client.executor) {
          #expect((try? await client.response(to: request).head.status) == 200)
          end.finish()
        }
        for await _ in ends {}
        group.cancelAll()
      }
    }
  }

  @Test func aTaskThatHeldTheClientLastEndsElsewhere() async {
    let executor: any TaskExecutor
    do {
      let client = HTTPClient()
      executor = client.executor
      await Task(executorPreference: executor) { [client] in _ = client }.value
    }
    // The thread has ended, and what prefers it runs all the same.
    let sum = await Task(executorPreference: executor) {
      await Task.yield(); return 1 + 1
    }.value
    #expect(sum == 2)
  }
}
