internal import Synchronization

/// How many bytes of bodies a server holds at the same time, of all its clients.
final class BodyBudget: Sendable {
  private let limit: Int
  private let taken = Mutex(0)

  init(limit: Int) {
    self.limit = limit
  }

  /// How many are held now.
  var takenBytes: Int { taken.withLock { $0 } }

  fileprivate func take(_ count: Int) -> Bool {
    taken.withLock { taken in
      guard count <= limit - taken else { return false }
      taken += count
      return true
    }
  }

  fileprivate func giveBack(_ count: Int) {
    taken.withLock { $0 -= count }
  }

  /// One body's share, which is given back with the last reference to it.
  final class Claim: Sendable {
    private let budget: BodyBudget
    private let bytes = Mutex(0)

    init(on budget: BodyBudget) {
      self.budget = budget
    }

    deinit { budget.giveBack(bytes.withLock { $0 }) }

    /// Takes so many more; false when there is no room for them.
    func grow(by count: Int) -> Bool {
      guard budget.take(count) else { return false }
      bytes.withLock { $0 += count }
      return true
    }
  }
}
