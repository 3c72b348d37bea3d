import Testing

@testable import MCP

@Suite("Output queue")
struct OutputQueueTests {
  private func line(_ count: Int) -> [UInt8] { [UInt8](repeating: 1, count: count) }

  private func waits(_ admission: OutputQueue.Admission) -> Latch? {
    if case .waits(let latch) = admission { latch } else { nil }
  }

  private func wakes(_ admission: OutputQueue.Admission) -> Bool? {
    if case .queued(let wakes) = admission { wakes } else { nil }
  }

  private func isDropped(_ admission: OutputQueue.Admission) -> Bool {
    if case .dropped = admission { true } else { false }
  }

  @Test("answers wait over the capacity and follow in their order")
  func order() throws {
    var queue = OutputQueue(capacity: 100, optionalCapacity: 10)
    #expect(wakes(queue.admit(line(60))) == true)
    #expect(wakes(queue.admit(line(40))) == false)
    let firstAdmission = queue.admit(line(50))
    let first = try #require(waits(firstAdmission))
    // A small one does not overtake, though it would fit sooner.
    let secondAdmission = queue.admit(line(1))
    let second = try #require(waits(secondAdmission))
    #expect(queue.bytes == 100)
    #expect(queue.next(joining: 64)?.count == 60)
    #expect(queue.wrote(60).map(ObjectIdentifier.init) == [first, second].map(ObjectIdentifier.init))
    #expect(queue.bytes == 91)
    #expect(queue.next(joining: 64)?.count == 40)
    _ = queue.wrote(40)
    #expect(queue.next(joining: 64)?.count == 51)
    _ = queue.wrote(51)
    #expect(queue.isIdle)
  }

  @Test("an answer larger than the capacity fits an empty queue")
  func large() {
    var queue = OutputQueue(capacity: 100, optionalCapacity: 10)
    #expect(wakes(queue.admit(line(1000))) == true)
    #expect(waits(queue.admit(line(1))) != nil)
    #expect(queue.next(joining: 64)?.count == 1000)
  }

  @Test("what can be dropped is dropped first")
  func optional() {
    var queue = OutputQueue(capacity: 100, optionalCapacity: 10)
    #expect(wakes(queue.admitOptional(line(10))) == true)
    #expect(isDropped(queue.admitOptional(line(1))))
    #expect(wakes(queue.admit(line(90))) == false)
  }

  @Test("a waiter that gives up is forgotten")
  func givingUp() throws {
    var queue = OutputQueue(capacity: 100, optionalCapacity: 10)
    _ = queue.admit(line(100))
    let firstAdmission = queue.admit(line(50))
    let first = try #require(waits(firstAdmission))
    let secondAdmission = queue.admit(line(60))
    let second = try #require(waits(secondAdmission))
    let isGivenUp = queue.giveUp(first)
    #expect(isGivenUp)
    _ = queue.next(joining: 64)
    #expect(queue.wrote(100).map(ObjectIdentifier.init) == [ObjectIdentifier(second)])
    let isTooLate = !queue.giveUp(second)
    #expect(isTooLate)
    #expect(queue.bytes == 60)
  }

  @Test("closing frees everything and everyone")
  func closing() throws {
    var queue = OutputQueue(capacity: 100, optionalCapacity: 10)
    _ = queue.admit(line(100))
    let waiterAdmission = queue.admit(line(50))
    let waiter = try #require(waits(waiterAdmission))
    let idle = queue.untilIdle()
    #expect(
      queue.close().map(ObjectIdentifier.init) == [ObjectIdentifier(waiter), idle.map(ObjectIdentifier.init)])
    #expect(queue.bytes == 0)
    #expect(queue.untilIdle() == nil)
    #expect(isDropped(queue.admit(line(1))))
    #expect(isDropped(queue.admitOptional(line(1))))
  }

  @Test("idle is when all is written, not when all is taken")
  func idle() {
    var queue = OutputQueue(capacity: 100, optionalCapacity: 10)
    #expect(queue.untilIdle() == nil)
    _ = queue.admit(line(10))
    let idle = queue.untilIdle()
    _ = queue.next(joining: 64)
    #expect(!queue.isIdle)
    #expect(idle != nil && queue.untilIdle() === idle)
    #expect(queue.wrote(10).map(ObjectIdentifier.init) == [idle.map(ObjectIdentifier.init)])
  }
}
