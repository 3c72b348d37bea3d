import Telemetry
import TestSupport
import Testing

@testable import A2A

/// When a client looks, and when it waits.
@Suite struct PatienceTests {
  private static let done = Samples.task(
    .completed, artifacts: [Artifact(id: "a", parts: [Samples.text("x")])])

  @Test func learnsHowLongAnAgentTakes() async throws {
    let time = SkippedTime()
    func steps(looks: Int) -> [ScriptedBinding.Step] {
      [.send(.task(Samples.task(.working)))]
        + Array(repeating: .task(Samples.task(.working)), count: looks - 1) + [.task(Self.done)]
    }
    let client = AgentClient(
      ScriptedBinding(steps(looks: 5) + steps(looks: 2)), streams: false, timing: time.timing)
    _ = try await client.call(Samples.request, within: .seconds(60)) { _ in }
    #expect(time.waits == [100, 200, 400, 800, 1600].map { .milliseconds($0) })
    _ = try await client.call(Samples.request, within: .seconds(60)) { _ in }
    // Four fifths of the 3.1 s that the first one took, then closely again.
    #expect(time.waits.suffix(2) == [.milliseconds(2480), .milliseconds(100)])
  }

  @Test(
    arguments: [
      ([], nil), ([3_600], 5_000), ([10], 5_000), ([2], 1_600), ([2, 1, 4], 800), ([0, 9], 0),
      // What is long past does not count.
      ([1, 2, 2, 2, 2, 2, 2, 2, 2], 1_600),
    ] as [([Int], Int?)])
  func theShortestOfTheLastTasksCounts(_ times: [Int], _ wait: Int?) {
    let rhythm = PollRhythm()
    for time in times { rhythm.note(.seconds(time)) }
    #expect(rhythm.firstWait == wait.map { .milliseconds($0) })
  }

  @Test func looksAtATaskWhoseStreamOnlyShowsSignsOfLife() async throws {
    let time = SkippedTime()
    let binding = ScriptedBinding([
      .silentStream([Samples.status(.working)], signsOfLife: 3), .task(Samples.task(.working)),
      .task(Self.done),
    ])
    var patience = AgentClient.Patience()
    patience.silence = .zero
    let outcome = try await AgentClient(binding, streams: true, timing: time.timing, patience: patience)
      .call(Samples.request, within: .seconds(60)) { _ in }
    #expect(outcome == .stopped(Self.done))
    #expect(binding.performed == ["stream", "task", "task"])
  }

  @Test func aSilenceIsAskedAboutOnce() {
    var silence = Silence(since: .zero, limit: .seconds(30))
    var moments: [Int] = []
    for moment in 1...150 {
      if moment == 100 { silence.ends(at: .seconds(moment)) }
      if silence.isTooLong(at: .seconds(moment)) { moments.append(moment) }
    }
    #expect(moments == [30, 60, 90, 130])
  }
}
