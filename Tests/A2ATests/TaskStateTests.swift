import A2A
import Testing

@Suite struct TaskStateTests {
  @Test(arguments: [
    ("submitted", TaskState.submitted), ("working", .working), ("completed", .completed), ("failed", .failed),
    ("canceled", .canceled), ("cancelled", .canceled), ("rejected", .rejected),
    ("input-required", .inputRequired), ("input_required", .inputRequired), ("auth-required", .authRequired),
    ("TASK_STATE_SUBMITTED", .submitted), ("TASK_STATE_WORKING", .working),
    ("TASK_STATE_INPUT_REQUIRED", .inputRequired), ("TASK_STATE_AUTH_REQUIRED", .authRequired),
    ("TASK_STATE_CANCELLED", .canceled), ("TASK_STATE_CANCELED", .canceled), ("Completed", .completed),
    ("dreaming", .other("dreaming")), ("", .other("")), ("Odd ]\n[state!", .other("odd-state")),
  ]) func isReadInEverySpelling(_ word: String, _ state: TaskState) {
    #expect(TaskState(named: word) == state)
  }

  @Test(arguments: [
    (1, TaskState.submitted), (2, .working), (3, .completed), (4, .failed), (5, .canceled),
    (6, .inputRequired),
    (7, .rejected), (8, .authRequired), (0, .other("unspecified")), (99, .other("unspecified")),
  ]) func isReadAsProtobufsNumber(_ number: Int, _ state: TaskState) {
    #expect(TaskState(number: number) == state)
  }

  @Test(arguments: [
    (TaskState.submitted, false, false), (.working, false, false), (.completed, true, false),
    (.failed, true, false),
    (.canceled, true, false), (.rejected, true, false), (.inputRequired, false, true),
    (.authRequired, false, true),
    (.other("dreaming"), false, false),
  ]) func knowsItsEnds(_ state: TaskState, _ isTerminal: Bool, _ isInterrupted: Bool) {
    #expect(state.isTerminal == isTerminal)
    #expect(state.isInterrupted == isInterrupted)
    #expect(state.isStopped == (isTerminal || isInterrupted))
  }
}
