import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import A2A

/// Agents that do not stream but send word: they are asked when they have sent it, not all the time.
@Suite struct NotificationTests {
  private static let done = Samples.task(
    .completed, artifacts: [Artifact(id: "a", parts: [Samples.text("x")])])
  private static let working = Samples.task(.working)

  /// A box whose every bell has rung already.
  private final class Box: NotificationBox {
    let rings: Bool
    let opened = Mutex<[PushConfig]>([])
    let closed = Mutex(0)

    init(rings: Bool) { self.rings = rings }

    func open() -> NotificationSlot? {
      let bell = Bell()
      if rings { bell.ring() }
      let config = PushConfig(url: "https://me.example/1", token: Secret("t"))
      opened.withLock { $0.append(config) }
      return NotificationSlot(config, bell: bell) { [self] in closed.withLock { $0 += 1 } }
    }
  }

  private static func client(
    _ binding: ScriptedBinding, _ box: Box?, _ time: SkippedTime, streams: Bool = false
  ) -> AgentClient {
    AgentClient(binding, streams: streams, box: box, timing: time.timing)
  }

  @Test func wordWakesTheLook() async throws {
    let time = SkippedTime()
    let box = Box(rings: true)
    let binding = ScriptedBinding([.send(.task(Self.working)), .task(Self.done)])
    let outcome = try await Self.client(binding, box, time).call(Samples.request, within: .seconds(600)) {
      _ in
    }
    #expect(outcome == .stopped(Self.done))
    #expect(
      binding.requests.map(\.pushConfig) == [PushConfig(url: "https://me.example/1", token: Secret("t"))])
    // The distance that looks keep, however often the bell rings.
    #expect(time.waits.last == .milliseconds(100))
    #expect(box.closed.withLock { $0 } == 1)
  }

  @Test func withoutWordItLooksAllTheSame() async throws {
    let time = SkippedTime()
    let binding = ScriptedBinding([.send(.task(Self.working)), .task(Self.working), .task(Self.done)])
    let outcome = try await Self.client(binding, Box(rings: false), time)
      .call(Samples.request, within: .seconds(600)) { _ in }
    #expect(outcome == .stopped(Self.done))
    #expect(time.waits.reduce(.zero, +) == .seconds(90))
  }

  @Test(arguments: [A2AError.Code.pushNotificationNotSupported, .unsupportedOperation, .invalidParams])
  func asksWithoutItWhereWordIsRefused(_ code: A2AError.Code) async throws {
    let binding = ScriptedBinding([
      .refuseSend(A2AError(code, "no", mayHaveRun: false)), .send(.task(Self.done)),
    ])
    _ = try await Self.client(binding, Box(rings: false), SkippedTime())
      .call(Samples.request, within: .seconds(60)) { _ in }
    #expect(binding.requests.map { $0.pushConfig == nil } == [false, true])
  }

  @Test func whoStreamsNeedsNoWord() async throws {
    let box = Box(rings: false)
    let binding = ScriptedBinding([.stream([.task(Self.done)])])
    _ = try await Self.client(binding, box, SkippedTime(), streams: true)
      .call(Samples.request, within: .seconds(60)) { _ in }
    #expect(box.opened.withLock { $0 } == [])
    #expect(binding.requests.map(\.pushConfig) == [nil])
  }

  @Test(arguments: [true, false]) func asksForWordOfATaskThereIs(_ isGranted: Bool) async throws {
    let name = "CreateTaskPushNotificationConfig"
    let time = SkippedTime()
    let binding = ScriptedBinding([
      .task(Self.working),
      isGranted
        ? .answer(name, .pushConfigs([]))
        : .refuse(name, A2AError(.pushNotificationNotSupported, "no", mayHaveRun: false)),
      .task(Self.done),
    ])
    let outcome = try await Self.client(binding, Box(rings: false), time).follow("t-1", within: .seconds(600))
    {
      _ in
    }
    #expect(outcome == .stopped(Self.done))
    #expect(time.waits.reduce(.zero, +) == (isGranted ? .seconds(30) : .milliseconds(100)))
  }

  @Test func aBellThatHasRungIsHeardOnce() async {
    let bell = Bell()
    bell.ring()
    bell.ring()
    await bell.wait()
    let second = Task { await bell.wait() }
    bell.ring()
    await second.value
    let cancelled = Task { await bell.wait() }
    cancelled.cancel()
    await cancelled.value
  }
}
