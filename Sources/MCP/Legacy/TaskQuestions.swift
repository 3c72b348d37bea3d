import Synchronization

/// The tasks whose questions are with the user: each question once, however many requests wait for the task's result.
final class TaskQuestions: Sendable {
  /// What became of a question.
  enum Outcome: Sendable {
    /// The task goes on, or has another question.
    case settled
    /// Nobody answers it.
    case unanswered
    /// The client has cancelled the task.
    case cancelled
  }

  /// A question that is with the user.
  final class Asking: Sendable {
    /// Opens when there is nothing more to wait for.
    let latch = Latch()
    private let result = Mutex<Outcome?>(nil)

    /// nil while it is open.
    var outcome: Outcome? { result.withLock(\.self) }

    /// The first outcome is the one that counts.
    fileprivate func end(_ outcome: Outcome) -> Outcome {
      defer { latch.open() }
      return result.withLock { result in
        let first = result ?? outcome
        result = first
        return first
      }
    }
  }

  private let open = Mutex<[String: Asking]>([:])

  /// The question of the task `id` that is with the user, and whether it is the caller who has to ask it.
  func ask(about id: String) -> (asking: Asking, isNew: Bool) {
    open.withLock { open in
      if let asking = open[id] { return (asking, false) }
      let asking = Asking()
      open[id] = asking
      return (asking, true)
    }
  }

  /// The one who has asked is through with it.
  func end(_ asking: Asking, about id: String, _ outcome: Outcome) -> Outcome {
    open.withLock { open in
      if open[id] === asking { open[id] = nil }
    }
    return asking.end(outcome)
  }

  /// Nobody needs to answer what the task `id` has asked, if it has.
  func withdraw(about id: String, _ outcome: Outcome) {
    _ = open.withLock { $0.removeValue(forKey: id) }?.end(outcome)
  }
}
