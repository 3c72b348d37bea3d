import A2A
import Telemetry
import TestSupport
import Testing

@testable import Bridging

@Suite(.timeLimit(.minutes(1))) struct CallGateTests {
  private let clock = ManualClock()

  /// Waits until so many wait at the gate.
  private func waiting(_ count: Int, at gate: CallGate) async {
    while gate.waiting != count, !Task.isCancelled { await Task.yield() }
  }

  @Test(arguments: [1, 2, 32]) func letsInAsManyAsTheLimit(_ limit: Int) async {
    let gate = CallGate(limit)
    for _ in 0..<limit { #expect(await gate.enter(within: .seconds(9), clock.timing) == .entered) }
    async let next = gate.enter(within: .seconds(9), clock.timing)
    await waiting(1, at: gate)
    gate.leave()
    #expect(await next == .entered)
    #expect(gate.waiting == 0)
  }

  @Test func letsInWhoeverWaitedLongest() async {
    let gate = CallGate(1)
    let order = Collected<Int>()
    #expect(await gate.enter(within: .seconds(9), clock.timing) == .entered)
    await withDiscardingTaskGroup { group in
      for number in 1...5 {
        group.addTask {
          guard await gate.enter(within: .seconds(9), clock.timing) == .entered else { return }
          order.add(number)
          gate.leave()
        }
        await waiting(number, at: gate)
      }
      gate.leave()
    }
    #expect(order.all == [1, 2, 3, 4, 5])
  }

  @Test func whoeverIsCancelledLeavesItsPlaceInTheQueue() async {
    let gate = CallGate(1)
    #expect(await gate.enter(within: .seconds(9), clock.timing) == .entered)
    let cancelled = Task { await gate.enter(within: .seconds(9), clock.timing) }
    await waiting(1, at: gate)
    async let next = gate.enter(within: .seconds(9), clock.timing)
    await waiting(2, at: gate)
    cancelled.cancel()
    #expect(await cancelled.value == .cancelled)
    gate.leave()
    #expect(await next == .entered)
    // Nobody is counted twice: the place is free again after one leave.
    gate.leave()
    #expect(await gate.enter(within: .zero, clock.timing) == .entered)
  }

  @Test func nobodyWaitsLongerThanItsTime() async {
    let gate = CallGate(1)
    #expect(await gate.enter(within: .seconds(9), clock.timing) == .entered)
    async let late = gate.enter(within: .seconds(9), clock.timing)
    await clock.sleepers()
    await waiting(1, at: gate)
    clock.advance(by: .seconds(9))
    #expect(await late == .late)
    #expect(gate.waiting == 0)
  }

  @Test func theQueueHasAnEnd() async {
    let gate = CallGate(1)
    #expect(await gate.enter(within: .seconds(9), clock.timing) == .entered)
    await withTaskGroup(of: CallGate.Entry.self) { group in
      for _ in 0..<CallGate.maxWaiting {
        group.addTask { await gate.enter(within: .seconds(9), clock.timing) }
      }
      await waiting(CallGate.maxWaiting, at: gate)
      #expect(await gate.enter(within: .seconds(9), clock.timing) == .full)
      group.cancelAll()
      for await entry in group { #expect(entry == .cancelled) }
    }
    #expect(gate.waiting == 0)
  }
}
