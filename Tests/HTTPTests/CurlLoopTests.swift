import Testing

@testable import HTTP

@Suite(.timeLimit(.minutes(1))) struct CurlLoopTests {
  /// What the failing thread refuses wakes a task that wants to run there, which launches the next thread from it.
  /// Whether the task sleeps by then is a matter of luck, hence the rounds.
  @Test func aThreadThatFailsMayLaunchTheNext() async throws {
    let request = HTTPRequest(url: try WebURL("http://127.0.0.1:1/"))
    for _ in 0..<200 {
      let loop = CurlLoop(ClientSetup(), newWaker: { nil })
      let result = await Task(executorPreference: loop) {
        await withCheckedContinuation { continuation in
          loop.start(Engine.Start(id: 1, request: request, sink: .collecting(continuation)))
        }
      }.value
      #expect(throws: HTTPError(.other, "The system has no descriptor or memory to give")) {
        try result.get()
      }
      loop.stop()
    }
  }
}
