import Synchronization

/// What this process knows of the questions of tasks beside what their agents know.
final class AnsweredQuestions: Sendable {
  /// How many opened pages are remembered, and how many answers; the oldest are forgotten, and may be asked for again.
  static let capacity = 1_024

  /// A question of a task that a client has.
  struct Question: Sendable, Hashable {
    var nonce: String
    var key: QuestionKey
  }

  private struct State {
    /// Those whose answers are on their way to the agent.
    var underWay: Set<Question> = []
    /// Those whose page the user has agreed to open.
    var opened: [Question] = []
    /// Those whose answers the agent has.
    var answered: [Question] = []
  }

  private let state = Mutex(State())

  /// - Returns: False when an answer is on its way already.
  func begin(_ question: Question) -> Bool { state.withLock { $0.underWay.insert(question).inserted } }

  func end(_ question: Question) { state.withLock { _ = $0.underWay.remove(question) } }

  /// - Returns: False when the agent has the answer, or it is on its way.
  func beginOnce(_ question: Question) -> Bool {
    state.withLock { !$0.answered.contains(question) && $0.underWay.insert(question).inserted }
  }

  func settle(_ question: Question) {
    state.withLock { state in state.answered = state.answered.suffix(Self.capacity - 1) + [question] }
  }

  func isSettled(_ question: Question) -> Bool { state.withLock { $0.answered.contains(question) } }

  func open(_ question: Question) {
    state.withLock { state in state.opened = state.opened.suffix(Self.capacity - 1) + [question] }
  }

  func isOpened(_ question: Question) -> Bool { state.withLock { $0.opened.contains(question) } }
}
