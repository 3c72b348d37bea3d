import Testing

@testable import Bridging

@Suite struct SlidingWindowTests {
  /// What happens when: `true` for one that may begin and does, else how long it has to wait.
  struct Case: Sendable, CustomTestStringConvertible {
    let limit: Int
    let moments: [(at: Int, wait: Int)]
    var testDescription: String { "\(limit): \(moments)" }
  }

  @Test(
    arguments: [
      Case(limit: 1, moments: [(0, 0), (0, 60), (1, 59), (59, 1), (60, 0), (60, 60), (61, 59)]),
      Case(limit: 2, moments: [(0, 0), (0, 0), (0, 60), (60, 0), (60, 0), (60, 60)]),
      // It slides: what began late in one minute counts in the next.
      Case(limit: 3, moments: [(0, 0), (50, 0), (55, 0), (59, 1), (60, 0), (61, 49), (110, 0), (111, 4)]),
      // After a long rest there is nothing left of before.
      Case(limit: 2, moments: [(0, 0), (1, 0), (2, 58), (1_000, 0), (1_000, 0), (1_000, 60)]),
    ] as [Case])
  func countsWhatBeganLately(_ example: Case) {
    var window = SlidingWindow(example.limit, within: .seconds(60))
    for (moment, wait) in example.moments {
      #expect(window.wait(at: .seconds(moment)) == .seconds(wait), "at \(moment)")
      if wait == 0 { window.count(at: .seconds(moment)) }
    }
  }

  @Test func neverLetsMoreBeginThanTheLimit() {
    var window = SlidingWindow(7, within: .seconds(60))
    var begun: [Int] = []
    var random = SystemRandomNumberGenerator()
    var now = 0
    for _ in 0..<5_000 {
      now += Int.random(in: 0...4, using: &random)
      guard window.wait(at: .seconds(now)) == .zero else { continue }
      window.count(at: .seconds(now))
      begun.append(now)
    }
    for (index, moment) in begun.enumerated() where index >= 7 { #expect(moment - begun[index - 7] >= 60) }
  }
}
