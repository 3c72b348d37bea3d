import HTTP
import Synchronization
import TestSupport
import Testing

@testable import A2A

@Suite struct NegotiatingBindingTests {
  private static let unknownMethod = A2AError(.methodNotFound, "no such method", mayHaveRun: false)
  private static let deaf = A2AError(.transport(.refused), "no connection", mayHaveRun: false)
  private static let done = AgentEvent.task(Samples.task(.completed))

  private static func route(_ speech: Speech = .jsonRPC10, at host: String = "a.example") throws -> Route {
    Route(url: try WebURL("https://\(host)/rpc"), speech: speech)
  }

  private static func binding(
    _ candidates: (Speech, String, ScriptedBinding)...,
    onNews: @escaping @Sendable (NegotiatingBinding.News) -> Void = { _ in }
  ) throws -> NegotiatingBinding {
    NegotiatingBinding(try candidates.map { (try route($0, at: $1), $2) }, onNews: onNews)
  }

  @Test(arguments: [
    A2AError.Code.methodNotFound, .versionNotSupported, .invalidRequest, .invalidParams, .parseError,
    .notAnAgent, .notInDialect,
  ])
  func triesTheNextAfterARefusalAndKeepsIt(_ code: A2AError.Code) async throws {
    let first = ScriptedBinding([.refuseSend(A2AError(code, "no", mayHaveRun: false))])
    let second = ScriptedBinding([.send(Self.done), .task(Samples.task(.completed))])
    let binding = try Self.binding((.jsonRPC10, "a.example", first), (.jsonRPC03, "a.example", second))
    #expect(try await binding.send(Samples.request, within: .seconds(1)) == Self.done)
    _ = try await binding.task("t-1", within: .seconds(5))
    #expect(first.performed == ["send"])
    #expect(second.performed == ["send", "task"])
  }

  @Test(arguments: [
    A2AError(.transport(.reset), "cut", mayHaveRun: true),
    A2AError(.unauthenticated, "no", mayHaveRun: false), A2AError(.methodNotFound, "odd", mayHaveRun: true),
    A2AError(.rateLimited, "slow", mayHaveRun: false), A2AError(.taskNotFound, "no", mayHaveRun: false),
    A2AError(.transport(.timeout(.total)), "slow", mayHaveRun: false),
  ]) func triesNothingElseAfterOtherErrors(_ error: A2AError) async throws {
    let second = ScriptedBinding([])
    let binding = try Self.binding(
      (.jsonRPC10, "a.example", ScriptedBinding([.refuseSend(error)])), (.jsonRPC03, "b.example", second))
    await #expect(throws: error) { try await binding.send(Samples.request, within: .seconds(1)) }
    #expect(second.performed == [])
  }

  @Test(arguments: [HTTPError.Cause.refused, .dns, .tls, .timeout(.connect)])
  func goesToTheNextDoorWhereNobodyIsThere(_ cause: HTTPError.Cause) async throws {
    let error = A2AError(.transport(cause), "nobody", mayHaveRun: false)
    let sameDoor = ScriptedBinding([])
    let other = ScriptedBinding([.send(Self.done)])
    let binding = try Self.binding(
      (.jsonRPC10, "a.example", ScriptedBinding([.refuseSend(error)])), (.jsonRPC03, "a.example", sameDoor),
      (.jsonRPC10, "b.example", other))
    #expect(try await binding.send(Samples.request, within: .seconds(1)) == Self.done)
    #expect(sameDoor.performed == [])
  }

  @Test func leavesADoorThatHasClosedAndNegotiatesAtTheNext() async throws {
    let first = ScriptedBinding([.send(Self.done), .refuseTask(Self.deaf)])
    let second = ScriptedBinding([.refuseTask(Self.unknownMethod)])
    let third = ScriptedBinding([.task(Samples.task(.completed)), .task(Samples.task(.completed))])
    let binding = try Self.binding(
      (.jsonRPC10, "a.example", first), (.rest10, "a.example", second), (.rest03, "a.example", third))
    _ = try await binding.send(Samples.request, within: .seconds(1))
    for _ in 1...2 { _ = try await binding.task("t-1", within: .seconds(5)) }
    #expect(first.performed == ["send", "task"])
    #expect(third.performed == ["task", "task"])
  }

  @Test func neverSwitchesAfterASuccess() async throws {
    let first = ScriptedBinding([.send(Self.done), .refuseTask(Self.unknownMethod)])
    let second = ScriptedBinding([])
    let binding = try Self.binding((.jsonRPC10, "a.example", first), (.jsonRPC03, "a.example", second))
    _ = try await binding.send(Samples.request, within: .seconds(1))
    await #expect(throws: Self.unknownMethod) { try await binding.task("t-1", within: .seconds(5)) }
    #expect(second.performed == [])
  }

  @Test func anErrorOfTheAgentsOwnSettlesTheVersion() async throws {
    let failed = A2AError(.internalError, "crash", mayHaveRun: true)
    let first = ScriptedBinding([.refuseSend(failed), .refuseSend(Self.unknownMethod)])
    let second = ScriptedBinding([])
    let binding = try Self.binding((.jsonRPC10, "a.example", first), (.jsonRPC03, "a.example", second))
    for error in [failed, Self.unknownMethod] {
      await #expect(throws: error) { try await binding.send(Samples.request, within: .seconds(1)) }
    }
    #expect(second.performed == [])
  }

  @Test func reportsTheFirstRefusalWhenNobodyUnderstands() async throws {
    let other = A2AError(.versionNotSupported, "nor this", mayHaveRun: false)
    let binding = try Self.binding(
      (.jsonRPC10, "a.example", ScriptedBinding([.refuseSend(Self.unknownMethod)])),
      (.jsonRPC03, "a.example", ScriptedBinding([.refuseSend(other)])))
    await #expect(throws: Self.unknownMethod) { try await binding.send(Samples.request, within: .seconds(1)) }
  }

  @Test func triesTheVersionThatTheAgentNames() async throws {
    let refusal = A2AError(.versionNotSupported, "this interface speaks 0.1", mayHaveRun: false)
    let skipped = ScriptedBinding([])
    let binding = try Self.binding(
      (.jsonRPC10, "a.example", ScriptedBinding([.refuseSend(refusal)])), (.jsonRPC03, "a.example", skipped),
      (.jsonRPC01, "a.example", ScriptedBinding([.send(Self.done)])))
    #expect(try await binding.send(Samples.request, within: .seconds(1)) == Self.done)
    #expect(skipped.performed == [])
  }

  @Test func tellsWhatItComesTo() async throws {
    let news = Mutex<[String]>([])
    let binding = try Self.binding(
      (.jsonRPC10, "a.example", ScriptedBinding([.refuseSend(Self.deaf)])),
      (.rest10, "b.example", ScriptedBinding([.refuseSend(Self.unknownMethod)])),
      (
        .rest03, "b.example",
        ScriptedBinding([.send(Self.done), .send(Self.done), .refuseSend(Self.unknownMethod)])
      )
    ) { piece in
      let line =
        switch piece {
        case .settled(let route): "settled \(route)"
        case .refused(let route, let error): "refused \(route): \(error.message)"
        case .estranged(let route, let error): "estranged \(route): \(error.message)"
        }
      news.withLock { $0.append(line) }
    }
    for _ in 1...2 { _ = try await binding.send(Samples.request, within: .seconds(1)) }
    await #expect(throws: Self.unknownMethod) { try await binding.send(Samples.request, within: .seconds(1)) }
    #expect(
      news.withLock { $0 } == [
        "refused JSONRPC 1.0 at https://a.example/rpc: no connection",
        "refused HTTP+JSON 1.0 at https://b.example/rpc: no such method",
        "settled HTTP+JSON 0.3 at https://b.example/rpc",
        "estranged HTTP+JSON 0.3 at https://b.example/rpc: no such method",
      ])
  }
}
