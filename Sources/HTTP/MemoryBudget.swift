import Synchronization

/// How much memory all that is being received may take up together. Many clients may share one.
package final class MemoryBudget: Sendable {
  /// In bytes.
  package let limit: Int
  private let taken = Atomic<Int>(0)

  /// - Parameter bytes: by default without end.
  package init(bytes: Int = .max) { limit = bytes }

  /// How many bytes are taken at the moment.
  package var takenBytes: Int { taken.load(ordering: .relaxed) }

  fileprivate func take(_ count: Int) -> Bool {
    var current = taken.load(ordering: .relaxed)
    while count <= limit - current {
      let (isDone, now) = taken.weakCompareExchange(
        expected: current, desired: current + count, ordering: .relaxed)
      if isDone { return true }
      current = now
    }
    return false
  }

  fileprivate func giveBack(_ count: Int) { taken.subtract(count, ordering: .relaxed) }
}

/// One message's part of a `MemoryBudget`, given back when the value dies.
package struct MemoryClaim: ~Copyable, Sendable {
  private let budget: MemoryBudget
  /// How many bytes it covers.
  package private(set) var bytes = 0

  package init(on budget: MemoryBudget) { self.budget = budget }

  deinit { budget.giveBack(bytes) }

  /// Covers nothing any more.
  package mutating func giveUp() {
    budget.giveBack(bytes)
    bytes = 0
  }

  /// Covers `count` bytes from now on, more or fewer than before.
  ///
  /// - Throws: `HTTPError` with the cause `overloaded` when there is no room; then it covers what it did.
  package mutating func cover(_ count: Int) throws(HTTPError) {
    if count > bytes {
      guard budget.take(count - bytes) else {
        throw HTTPError(
          .overloaded, "What is being received at the same time has more than \(budget.limit) bytes",
          mayHaveBeenSent: true)
      }
    } else {
      budget.giveBack(bytes - count)
    }
    bytes = count
  }
}
