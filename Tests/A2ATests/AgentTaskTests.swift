import A2A
import Testing

@Suite struct AgentTaskTests {
  private static let a = Artifact(id: "a-1", parts: [Samples.text("whole")])

  @Test(arguments: [
    // A first chunk makes the artifact, the next ones continue it, a replacement replaces it.
    ([Samples.chunk("a", append: false)], ["a"], false),
    ([Samples.chunk("a", append: false), Samples.chunk("b")], ["a", "b"], true),
    ([Samples.chunk("a"), Samples.chunk("b")], ["a", "b"], true),
    ([Samples.chunk("a"), Samples.chunk("b"), Samples.chunk("c", append: false)], ["c"], false),
    // A snapshot with artifacts wins; that they were chunked is remembered.
    ([Samples.chunk("a"), .task(Samples.task(.working, artifacts: [a]))], ["whole"], true),
    ([.task(Samples.task(.working, artifacts: [a]))], ["whole"], false),
    // A snapshot without artifacts takes nothing away.
    ([Samples.chunk("a", append: false), .task(Samples.task(.completed))], ["a"], false),
  ]) func buildsArtifacts(_ events: [AgentEvent], _ texts: [String], _ isChunked: Bool) {
    var task = Samples.task(.working)
    for event in events { task.apply(event) }
    #expect(task.artifacts.count == 1)
    #expect(task.artifacts.first?.parts.compactMap(\.text) == texts)
    #expect(task.artifacts.first?.isChunked == isChunked)
  }

  @Test(arguments: [
    ([Samples.status(.working)], TaskState.working, nil as String?),
    ([Samples.status(.working, saying: "busy"), Samples.status(.working)], .working, "busy"),
    ([Samples.status(.working, saying: "busy"), Samples.status(.completed)], .completed, nil),
    (
      [Samples.status(.completed, saying: "done"), Samples.status(.working, saying: "late")], .completed,
      "done"
    ),
    ([Samples.status(.failed, saying: "no"), .task(Samples.task(.working))], .failed, "no"),
    ([Samples.status(.completed), Samples.status(.completed, saying: "done")], .completed, "done"),
    ([Samples.status(.inputRequired, saying: "which?"), Samples.status(.working)], .working, nil),
  ]) func neverWakesAfterItsEnd(_ events: [AgentEvent], _ state: TaskState, _ words: String?) {
    var task = Samples.task(.submitted)
    for event in events { task.apply(event) }
    #expect(task.state == state)
    #expect(task.status.message?.text == words)
  }

  @Test(arguments: [
    // Artifacts first.
    (Samples.task(.completed, saying: "done", artifacts: [a]), ["whole"]),
    // Else the words of the end.
    (Samples.task(.completed, saying: "done"), ["done"]),
    (Samples.task(.completed, saying: "done", artifacts: [Artifact(id: "a", parts: [])]), ["done"]),
    // Else what was said since the user spoke.
    (
      Samples.task(
        .completed,
        history: [
          Samples.agentSays("before"), Message(messageID: "u", role: .user, parts: [Samples.text("q")]),
          Samples.agentSays("one"), Samples.agentSays("two"),
        ]), ["one", "two"]
    ),
    // A working status is progress, not an answer.
    (Samples.task(.working, saying: "busy"), []),
    (Samples.task(.completed), []),
  ]) func hasAnAnswer(_ task: AgentTask, _ texts: [String]) {
    #expect(task.answer.map { $0.parts.compactMap(\.text).joined() } == texts)
  }

  @Test func takesMessagesBesideItForDeltas() {
    var task = Samples.task(.working)
    for word in ["Hel", "lo"] { task.apply(.message(Samples.agentSays(word))) }
    task.apply(Samples.status(.completed))
    #expect(task.answer.count == 1)
    #expect(task.answer.first?.isChunked == true)
    #expect(task.answer.first?.parts.compactMap(\.text) == ["Hel", "lo"])
  }
}
