import Testing

@testable import DemoAgent

@Suite("A task's events") struct LiveTaskTests {
  private let task = LiveTask(contextID: "c", skill: .trackOrder)

  private func working(_ text: String) -> TaskEvent {
    .status(TaskStatus(.working, message: Message(fromAgent: [.text(text)], contextID: "c")))
  }

  private func events(from position: LiveTask.Position) async -> [TaskEvent] {
    await task.following(from: position) { events in
      var all: [TaskEvent] = []
      while let event = await events.next() { all.append(event) }
      return all
    }
  }

  @Test("a follower gets what comes after its snapshot, up to the end of the turn")
  func position() async throws {
    let start = task.position
    try task.apply(working("one"), inTurnFrom: 0)
    let middle = task.position
    try task.apply(.status(TaskStatus(.inputRequired)), inTurnFrom: 0)
    #expect(middle.snapshot.status.state == .working)
    #expect(await events(from: start).count == 2)
    #expect(await events(from: middle).count == 1)
    #expect(throws: TurnOver.self) { try task.apply(working("late"), inTurnFrom: 0) }
  }

  @Test("a slow follower of the last turn still gets it, one of an older turn ends")
  func slowFollowers() async throws {
    let first = task.position
    try task.apply(.status(TaskStatus(.inputRequired)), inTurnFrom: first.cursor)
    let second = try task.resume(with: nil)
    #expect(await events(from: first).count == 1)
    try task.apply(.status(TaskStatus(.inputRequired)), inTurnFrom: second.cursor)
    _ = try task.resume(with: nil)
    #expect(await events(from: first).isEmpty)
    #expect(await events(from: second).count == 1)
  }

  @Test("a skill that has asked can't touch the turn that the answer has begun")
  func answeredBeforeItReturned() throws {
    let asking = Turn(from: task.position, message: nil, baseURL: "", pace: .immediate)
    try asking.ask("Which?")
    let answering = Turn(
      from: try task.resume(with: nil), message: nil, baseURL: "", pace: .immediate)
    #expect(throws: TurnOver.self) { try asking.fail("The skill ended without a result.") }
    #expect(task.snapshot.status.state == .working)
    try answering.complete("done")
    #expect(task.snapshot.status.state == .completed)
  }

  @Test("a follower that is cancelled stops waiting")
  func cancelledFollower() async {
    await withTaskGroup { group in
      group.addTask { await events(from: task.position) }
      group.cancelAll()
      #expect(await group.next()?.isEmpty == true)
    }
  }

  @Test("chunks are added, whole artifacts replace")
  func artifacts() {
    var task = AgentTask(id: "t", contextID: "c")
    for (text, appends) in [("a", true), ("b", true), ("c", false), ("d", true)] {
      let chunk = Artifact(id: "x", name: "x", parts: [.text(text)])
      task.apply(.artifact(chunk, appends: appends, isLastChunk: false))
    }
    #expect(task.artifacts.map(\.parts) == [[.text("c"), .text("d")]])
  }

  @Test("a task forgets its oldest messages at the limit")
  func historyLimit() {
    var task = AgentTask(id: "t", contextID: "c")
    for number in 0...AgentTask.historyLimit {
      task.remember(Message(id: String(number), role: .user, parts: [], contextID: nil, taskID: nil))
    }
    #expect(task.history.count == AgentTask.historyLimit)
    #expect(task.history.first?.id == "1")
  }

  @Test(
    "a skill that leaves its turn open fails the task; so does one that throws", arguments: [true, false])
  func brokenSkills(throwing: Bool) async {
    struct Oops: Error {}
    let turn = Turn(from: task.position, message: nil, baseURL: "", pace: .immediate)
    await Job(turn: turn, start: task.position) { _ in if throwing { throw Oops() } }.run()
    #expect(task.snapshot.status.state == .failed)
    #expect(task.snapshot.status.message?.text.contains("Oops") == throwing)
  }
}
