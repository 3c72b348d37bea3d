import Synchronization
import TestSupport
import Testing

@testable import MCP

@Suite("Turns on one thread", .timeLimit(.minutes(1)))
struct TurnTests {
  /// Runs its jobs one after the other, in their order, and counts them.
  private final class SerialExecutor: TaskExecutor {
    private struct State {
      var jobs: [UnownedJob] = []
      var isRunning = false
    }

    private let state = Mutex(State())

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      let mustRun = state.withLock { state in
        state.jobs.append(job)
        defer { state.isRunning = true }
        return !state.isRunning
      }
      // One thread at a time, which is all that matters here; not one of the few that all tests share.
      if mustRun, !DedicatedThread.start({ self.run() }) { run() }
    }

    private func run() {
      while let job = next() { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func next() -> UnownedJob? {
      state.withLock { state in
        guard state.jobs.isEmpty else { return state.jobs.removeFirst() }
        state.isRunning = false
        return nil
      }
    }
  }

  private final class Seen: Sendable {
    private let list = Mutex<[Int]>([])

    var turns: [Int] { list.withLock(\.self) }
    func add(_ turns: Int) { list.withLock { $0.append(turns) } }
  }

  /// Lines that are all there; says at the first and after the last one how many turns others have had.
  private struct ReadyLines: AsyncSequence, AsyncIteratorProtocol {
    typealias Failure = Never

    var rest: ArraySlice<String>
    let turns: Count
    let seen: Seen

    func makeAsyncIterator() -> Self { self }

    mutating func next() async -> InputLine? {
      if seen.turns.isEmpty || rest.isEmpty { seen.add(turns.value) }
      return rest.popFirst().map { .text(Array($0.utf8)) }
    }
  }

  @Test("a client that writes without a pause does not keep the thread from others", arguments: [1, 100])
  func pipelining(batch: Int) async throws {
    let pings = Array(repeating: Lines.ping, count: batch).joined(separator: ",")
    let line = batch == 1 ? Lines.ping : "[\(pings)]"
    let lines = [Lines.initialize(.march2025)] + Array(repeating: line, count: 10_000 / batch)
    let executor = SerialExecutor()
    let session = MCPSession(info: .test, provider: ClosureProvider(), executor: executor, log: .silent)
    let output = ScriptedClient().output
    let turns = Count()
    let seen = Seen()
    let hasBegun = Latch()
    let isOver = Latch()
    await withDiscardingTaskGroup { group in
      group.addTask(executorPreference: executor) {
        while !isOver.isOpen {
          turns.add()
          hasBegun.open()
          await Task.yield()
        }
      }
      await hasBegun.wait()
      let input = ReadyLines(rest: lines[...], turns: turns, seen: seen)
      #expect(await session.run(input: input, output: output) == .inputEnded)
      isOver.open()
    }
    #expect(output.backlog == lines.count)
    let first = try #require(seen.turns.first)
    let last = try #require(seen.turns.last)
    // The session leaves 156 of them; a busy machine may let some pass.
    #expect(last - first >= 20)
  }
}
