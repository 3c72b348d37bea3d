import Testing

@testable import A2A

/// Whatever of a task's story arrives, in whatever order: once the agent has shown the task, that is what there is.
@Suite struct MangledStoryTests {
  /// The story as it happened.
  private static let story: [AgentEvent] = [
    .task(Samples.task(.submitted)), Samples.status(.working, saying: "reading"),
    Samples.chunk("a", of: "a-1", append: false), Samples.chunk("b", of: "a-1"),
    Samples.status(.working, saying: "writing"), Samples.chunk("x", of: "a-2", append: false),
    Samples.chunk("c", of: "a-1"), Samples.chunk("y", of: "a-2", append: false),
    .message(Samples.agentSays("nearly", task: "t-1")), Samples.status(.completed, saying: "done"),
  ]

  /// What GetTask shows in the end.
  private static let end = Samples.task(
    .completed, saying: "done",
    artifacts: [
      Artifact(id: "a-1", parts: ["a", "b", "c"].map(Samples.text)),
      Artifact(id: "a-2", parts: [Samples.text("y")]),
    ])

  private enum Mangling: CaseIterable {
    case shuffled, duplicated, dropped, truncated, allTogether
  }

  @Test(arguments: 0..<200) func endsAsTheAgentShowsIt(_ seed: Int) {
    var numbers = SeededNumbers(seed: UInt64(seed))
    for mangling in Mangling.allCases {
      let events = Self.mangled(mangling, using: &numbers)
      // The look may come at any moment after the end: the rest of the stream straggles in behind it.
      let cut = Int.random(in: 0...events.count, using: &numbers)
      var tracker = TaskTracker()
      for event in events[..<cut] { tracker.apply(event) }
      tracker.apply(.task(Self.end))
      for event in events[cut...] { tracker.apply(event) }
      // Some events may be gone for good, and a message may have come before all else.
      guard let task = tracker.task else {
        #expect(tracker.message != nil)
        continue
      }
      #expect(task.status == Self.end.status)
      #expect(task.artifacts.map(\.id) == Self.end.artifacts.map(\.id))
      #expect(task.artifacts.map(\.parts) == Self.end.artifacts.map(\.parts))
      #expect(tracker.outcome == .stopped(task))
    }
  }

  private static func mangled(
    _ mangling: Mangling, using numbers: inout SeededNumbers
  ) -> [AgentEvent] {
    switch mangling {
    case .shuffled: story.shuffled(using: &numbers)
    case .duplicated: story.flatMap { Array(repeating: $0, count: Int.random(in: 1...3, using: &numbers)) }
    case .dropped: story.filter { _ in Bool.random(using: &numbers) }
    case .truncated: Array(story.prefix(Int.random(in: 0...story.count, using: &numbers)))
    case .allTogether:
      story.flatMap { Array(repeating: $0, count: Int.random(in: 0...2, using: &numbers)) }
        .shuffled(using: &numbers)
    }
  }

  @Test func anUndisturbedStoryNeedsNoLook() {
    var tracker = TaskTracker()
    for event in Self.story { tracker.apply(event) }
    #expect(tracker.task?.status == Self.end.status)
    #expect(tracker.task?.artifacts.map(\.parts) == Self.end.artifacts.map(\.parts))
    #expect(!tracker.lacksAnswer)
  }
}

/// The same numbers for the same seed (SplitMix64).
private struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
