import A2A
import HTTP
import TestSupport
import Testing

@Suite struct NegotiatingBindingTests {
  private static let unknownMethod = A2AError(.methodNotFound, "no such method", mayHaveRun: false)
  private static let done = AgentEvent.task(Samples.task(.completed))

  @Test(arguments: [A2AError.Code.methodNotFound, .versionNotSupported, .invalidRequest])
  func triesTheOtherVersionAfterARefusalAndKeepsIt(_ code: A2AError.Code) async throws {
    let first = ScriptedBinding([.refuseSend(A2AError(code, "no", mayHaveRun: false))])
    let second = ScriptedBinding([.send(Self.done), .task(Samples.task(.completed))])
    let binding = NegotiatingBinding([first, second])
    #expect(try await binding.send(Samples.request, within: .seconds(1)) == Self.done)
    _ = try await binding.task("t-1", within: .seconds(5))
    #expect(first.performed == ["send"])
    #expect(second.performed == ["send", "task"])
  }

  @Test(arguments: [
    A2AError(.transport(.reset), "cut", mayHaveRun: true),
    A2AError(.transport(.refused), "no", mayHaveRun: false),
    A2AError(.unauthenticated, "no", mayHaveRun: false), A2AError(.methodNotFound, "odd", mayHaveRun: true),
  ]) func triesNothingElseAfterOtherErrors(_ error: A2AError) async {
    let second = ScriptedBinding([])
    let binding = NegotiatingBinding([ScriptedBinding([.refuseSend(error)]), second])
    await #expect(throws: error) { try await binding.send(Samples.request, within: .seconds(1)) }
    #expect(second.performed == [])
  }

  @Test func neverSwitchesAfterASuccess() async throws {
    let first = ScriptedBinding([.send(Self.done), .refuseTask(Self.unknownMethod)])
    let second = ScriptedBinding([])
    let binding = NegotiatingBinding([first, second])
    _ = try await binding.send(Samples.request, within: .seconds(1))
    await #expect(throws: Self.unknownMethod) { try await binding.task("t-1", within: .seconds(5)) }
    #expect(second.performed == [])
  }

  @Test func anErrorOfTheAgentsOwnSettlesTheVersion() async {
    let failed = A2AError(.internalError, "crash", mayHaveRun: true)
    let first = ScriptedBinding([.refuseSend(failed), .refuseSend(Self.unknownMethod)])
    let second = ScriptedBinding([])
    let binding = NegotiatingBinding([first, second])
    for error in [failed, Self.unknownMethod] {
      await #expect(throws: error) { try await binding.send(Samples.request, within: .seconds(1)) }
    }
    #expect(second.performed == [])
  }

  @Test func reportsTheFirstRefusalWhenNobodyUnderstands() async {
    let other = A2AError(.versionNotSupported, "nor this", mayHaveRun: false)
    let binding = NegotiatingBinding([
      ScriptedBinding([.refuseSend(Self.unknownMethod)]), ScriptedBinding([.refuseSend(other)]),
    ])
    await #expect(throws: Self.unknownMethod) { try await binding.send(Samples.request, within: .seconds(1)) }
  }
}
