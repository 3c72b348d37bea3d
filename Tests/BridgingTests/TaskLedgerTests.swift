import A2A
import Testing

@testable import Bridging

@Suite struct TaskLedgerTests {
  @Test func forgetsTheOldestFirst() {
    let ledger = TaskLedger()
    for index in 0..<TaskLedger.capacity + 3 { ledger.note("t-\(index)", TaskLedger.Entry(agent: "a")) }
    #expect(ledger.entry(of: "t-2", at: "a") == nil)
    #expect(ledger.otherOwner(of: "t-2", than: "b") == nil)
    #expect(ledger.entry(of: "t-3", at: "a") != nil)
    #expect(ledger.entry(of: "t-\(TaskLedger.capacity + 2)", at: "a") != nil)
  }

  @Test func keepsWhatALaterNoteDoesNotSay() {
    let ledger = TaskLedger()
    ledger.note("t", TaskLedger.Entry(agent: "a", contextID: "c", tool: "a_x"))
    ledger.note("t", TaskLedger.Entry(agent: "a"))
    #expect(ledger.entry(of: "t", at: "a") == TaskLedger.Entry(agent: "a", contextID: "c", tool: "a_x"))
  }

  @Test func twoAgentsMayChooseTheSameID() {
    let ledger = TaskLedger()
    ledger.note("1", TaskLedger.Entry(agent: "a", contextID: "of a"))
    #expect(ledger.otherOwner(of: "1", than: "b") == "a")
    ledger.note("1", TaskLedger.Entry(agent: "b", contextID: "of b"))
    #expect(ledger.otherOwner(of: "1", than: "a") == nil)
    #expect(ledger.otherOwner(of: "1", than: "b") == nil)
    #expect(ledger.entry(of: "1", at: "a")?.contextID == "of a")
    #expect(ledger.entry(of: "1", at: "b")?.contextID == "of b")
  }

  @Test func knowsTheLatestTasksFirst() {
    let ledger = TaskLedger()
    #expect(ledger.tasks(of: "a") == [])
    for index in 0..<TaskLedger.capacity + 3 {
      ledger.note("t-\(index)", TaskLedger.Entry(agent: index.isMultiple(of: 2) ? "a" : "b"))
    }
    let tasks = ledger.tasks(of: "a")
    #expect(tasks.count == TaskLedger.capacity / 2)
    #expect(tasks.first == "t-\(TaskLedger.capacity + 2)")
    #expect(tasks.last == "t-4")
  }

  @Test func remembersSoManyArtifacts() {
    let artifacts = (0..<TaskLedger.Entry.maxArtifacts + 5).map { index in
      Artifact(
        id: index == 1 ? String(repeating: "x", count: TaskLedger.Entry.maxArtifactID + 1) : "a-\(index)",
        parts: [])
    }
    let entry = TaskLedger.Entry(Samples.task(.working, artifacts: artifacts), of: "a")
    #expect(entry.artifacts.count == TaskLedger.Entry.maxArtifacts)
    #expect(entry.artifacts.prefix(2).map(\.id) == ["a-0", "a-2"])
  }
}
