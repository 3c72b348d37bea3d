import A2A
import HTTP
import Testing

@testable import Bridging

@Suite struct FailureWordsTests {
  @Test(arguments: [
    (A2AError.Code.taskNotFound, "start again without task_id", CallFailure.other),
    (.taskNotCancelable, "nothing is left to cancel", .other),
    (.unsupportedOperation, "with the same context_id", .other),
    (.invalidParams, "start again without task_id", .other),
    (.contentTypeNotSupported, "put everything into message", .other),
    (.unauthenticated, "set \"auth\" of agent \"weather\" in bridge.json", .credentials),
    (.permissionDenied, "set \"auth\"", .credentials),
    (.rateLimited, "try again later", .other),
    (.unavailable, "out of order", .other),
    (.transport(.dns), "can't be reached at https://weather.example", .unreachable),
    (.transport(.refused), "is it running?", .unreachable),
    (.transport(.timeout(.connect)), "is it running?", .unreachable),
    (.transport(.tls), "No trusted connection", .unreachable),
    (.transport(.timeout(.total)), "wait_seconds", .timeout),
    (.transport(.timeout(.idle)), "wait_seconds", .timeout),
    (.transport(.bodyTooLarge), "ask the agent for less", .other),
    (.transport(.reset), "Trying again may help", .other),
    (.notAnAgent, "a2a-bridge card", .other),
    (.methodNotFound, "a2a-bridge card", .other),
    (.internalError, "Trying again may help", .other),
    (.agent(7), "Trying again may help", .other),
  ]) func sayWhatToDo(_ code: A2AError.Code, _ advice: String, _ failure: CallFailure) throws {
    for mayHaveRun in [true, false] {
      let error = A2AError(code, "it broke", mayHaveRun: mayHaveRun)
      let text = FailureWords.text(for: error, agent: try Samples.agent(), doing: "the call")
      #expect(text.hasPrefix("weather: the call failed: it broke. "))
      #expect(text.contains(advice))
      #expect(text.contains(mayHaveRun ? "may have acted on it" : "has not acted on it"))
      #expect(CallFailure(error) == failure)
    }
  }
}
