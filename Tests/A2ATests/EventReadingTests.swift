import JSON
import Testing

@testable import A2A

/// What agents of every version answer, and what it is read as.
@Suite struct EventReadingTests {
  @Test(arguments: [
    // 1.0: wrapped.
    (
      #"{"message":{"messageId":"m-1","role":"ROLE_AGENT","parts":[{"text":"hi"}]}}"#,
      AgentEvent.message(Samples.agentSays("hi"))
    ),
    (
      #"{"task":{"id":"t-1","contextId":"c-1","status":{"state":"TASK_STATE_WORKING"}}}"#,
      .task(Samples.task(.working))
    ),
    (
      #"{"statusUpdate":{"taskId":"t-1","contextId":"c-1","status":{"state":"TASK_STATE_COMPLETED"}}}"#,
      Samples.status(.completed)
    ),
    (
      #"{"artifactUpdate":{"taskId":"t-1","contextId":"c-1","artifact":{"artifactId":"a-1","parts":[{"text":"x"}]},"append":true}}"#,
      Samples.chunk("x")
    ),
    // 0.3 and 0.2: named by `kind`.
    (
      #"{"kind":"message","messageId":"m-1","role":"agent","parts":[{"kind":"text","text":"hi"}]}"#,
      .message(Samples.agentSays("hi"))
    ),
    (
      #"{"kind":"task","id":"t-1","contextId":"c-1","status":{"state":"working","timestamp":1}}"#,
      .task(Samples.task(.working))
    ),
    (
      #"{"kind":"status-update","taskId":"t-1","contextId":"c-1","status":{"state":"completed"},"final":true}"#,
      Samples.status(.completed)
    ),
    (
      #"{"kind":"artifact-update","taskId":"t-1","contextId":"c-1","artifact":{"artifactId":"a-1","parts":[{"kind":"text","text":"x"}]},"append":true}"#,
      Samples.chunk("x")
    ),
    // Neither: told by shape.
    (#"{"role":"agent","messageId":"m-1","parts":[{"text":"hi"}]}"#, .message(Samples.agentSays("hi"))),
    (#"{"id":"t-1","contextId":"c-1","status":{"state":"working"}}"#, .task(Samples.task(.working))),
    (#"{"id":"t-1","contextId":"c-1","status":"working"}"#, .task(Samples.task(.working))),
    (#"{"taskId":"t-1","contextId":"c-1","status":{"state":2}}"#, Samples.status(.working)),
    (
      #"{"taskId":"t-1","contextId":"c-1","artifact":{"artifactId":"a-1","parts":["x"]},"append":true}"#,
      Samples.chunk("x")
    ),
    (
      #"{"artifacts":[{"artifactId":"a-1","parts":[{"text":"x"}]}]}"#,
      .task(
        AgentTask(
          id: "", status: TaskStatus(.completed), artifacts: [Artifact(id: "a-1", parts: [Samples.text("x")])]
        ))
    ),
    // snake_case, ids that are numbers, nulls for absent members.
    (
      #"{"task":{"id":"t-1","context_id":"c-1","status":{"state":"TASK_STATE_WORKING","message":null},"artifacts":null}}"#,
      .task(Samples.task(.working))
    ),
    (
      #"{"id":7,"status":{"state":"working"}}"#,
      .task(AgentTask(id: "7", status: TaskStatus(.working)))
    ),
    // A 1.0 task holds a message: only the top level decides.
    (
      #"{"task":{"id":"t-1","contextId":"c-1","status":{"state":"TASK_STATE_FAILED","message":{"messageId":"m-1","role":"ROLE_AGENT","parts":[{"text":"no"}]}}}}"#,
      .task(Samples.task(.failed, saying: "no"))
    ),
  ]) func reads(_ document: String, _ event: AgentEvent) throws {
    #expect(AgentEvent(wire: try json(document)) == event)
  }

  @Test(arguments: [
    "{}", "[]", "null", #""text""#, "7", #"{"task":null}"#, #"{"task":{}}"#, #"{"message":"hi"}"#,
    #"{"kind":"task"}"#, #"{"status":{}}"#, #"{"artifact":7}"#,
  ]) func refuses(_ document: String) throws {
    #expect(AgentEvent(wire: try json(document)) == nil)
  }

  @Test(arguments: [
    (#"{"text":"x"}"#, Part(.text("x"))),
    (#"{"kind":"text","text":"x"}"#, Part(.text("x"))),
    (#"{"type":"text","text":"x"}"#, Part(.text("x"))),
    (#"{"text":""}"#, Part(.text(""))),
    (#""x""#, Part(.text("x"))),
    (#"{"root":{"kind":"text","text":"x"}}"#, Part(.text("x"))),
    (
      #"{"raw":"QUJD","filename":"a.txt","mediaType":"text/plain"}"#,
      Part(.raw("QUJD"), filename: "a.txt", mediaType: "text/plain")
    ),
    (
      #"{"kind":"file","file":{"bytes":"QUJD","name":"a.txt","mimeType":"text/plain"}}"#,
      Part(.raw("QUJD"), filename: "a.txt", mediaType: "text/plain")
    ),
    (
      #"{"url":"https://a.example/x","mediaType":"image/png"}"#,
      Part(.url("https://a.example/x"), mediaType: "image/png")
    ),
    (#"{"kind":"file","file":{"uri":"https://a.example/x"}}"#, Part(.url("https://a.example/x"))),
    (
      #"{"kind":"data","data":{"n":1.0}}"#,
      Part(.data(["n": .number(JSONNumber(text: "1.0") ?? JSONNumber(0))]))
    ),
    (#"{"data":[1,"2"]}"#, Part(.data([1, "2"]))),
    (#"{"data":null}"#, Part(.data(.null))),
    (#"{"text":"","data":{"a":1},"filename":""}"#, Part(.data(["a": 1]))),
    (#"{"text":"x","metadata":{"k":1}}"#, Part(.text("x"), metadata: ["k": 1])),
  ]) func readsParts(_ document: String, _ part: Part) throws {
    #expect(Part(wire: try json(document)) == part)
  }

  @Test(arguments: [#"{}"#, #"{"kind":"text"}"#, #"{"kind":"file","file":{}}"#, "7", "null"])
  func leavesOutWhatIsNoPart(_ document: String) throws {
    #expect(Part(wire: try json(document)) == nil)
  }

  @Test(arguments: [
    (#""ROLE_USER""#, Message.Role.user), (#""user""#, .user), ("1", .user), (#""ROLE_AGENT""#, .agent),
    (#""agent""#, .agent), (#""assistant""#, .agent), ("2", .agent), ("null", .agent),
  ]) func readsRoles(_ role: String, _ expected: Message.Role) throws {
    #expect(Message(wire: try json(#"{"role":\#(role),"parts":[]}"#))?.role == expected)
  }

  @Test func tellsArtifactsWithoutIdsApart() throws {
    let task = try json(
      #"{"id":"t","status":{"state":"completed"},"artifacts":[{"parts":["a"]},{"parts":["b"]}]}"#)
    guard case .task(let read) = AgentEvent(wire: task) else {
      Issue.record("no task")
      return
    }
    #expect(read.artifacts.map(\.id) == ["#0", "#1"])
  }
}
