/// What was tried to hear of a running task, and what is worth trying next.
struct Pursuit: Sendable {
  /// True when the task may have changed since it was last looked at.
  var isStale: Bool
  /// True while subscribing is offered and has not failed too often.
  private(set) var canSubscribe: Bool
  /// Why the task counts as lost, once it does.
  private(set) var loss: A2AError?

  private let patience: AgentClient.Patience
  private var fruitless = 0
  private var silentSince: Duration?
  private var waits: Backoff
  /// The wait that the agent has asked for.
  private var wishedWait = Duration.zero

  /// True once the agent was waited for between two looks.
  private(set) var hasPolled = false

  /// - Parameters:
  ///   - hasWord: Whether the agent sends word of the task.
  ///   - firstWait: How long to wait before the first look again, as earlier tasks have taught.
  init(
    _ patience: AgentClient.Patience, canSubscribe: Bool, isStale: Bool, hasWord: Bool = false,
    firstWait: Duration? = nil
  ) {
    self.patience = patience
    self.canSubscribe = canSubscribe
    self.isStale = isStale
    waits = hasWord ? patience.pollingBesideWord : patience.polling
    wishedWait = hasWord ? .zero : firstWait ?? .zero
  }

  /// The agent answered.
  mutating func heard() { silentSince = nil }

  /// The agent did not answer. An agent that does not know the task will not learn of it.
  mutating func missed(_ error: A2AError, at now: Duration) {
    switch error.code {
    case .taskNotFound, .unauthenticated, .permissionDenied: loss = error
    case _ where error.code == .rateLimited || error.retryAfter != nil:
      // It lives, and says when to ask again.
      silentSince = nil
      wishedWait = error.retryAfter ?? .zero
    default:
      let since = silentSince ?? now
      silentSince = since
      if now - since >= patience.unreachable { loss = error }
    }
  }

  /// A subscription ended after `events` events without the task having stopped.
  mutating func listened(events: Int) {
    if events > 0 { waits.reset() }
    fruitless = events > 1 ? 0 : fruitless + 1  // The first event only repeats what the look has shown.
    if fruitless >= patience.fruitlessSubscriptions { canSubscribe = false }
  }

  mutating func nextWait(chance: Double) -> Duration {
    defer { wishedWait = .zero }
    hasPolled = true
    // A long wait that was wished for leaves the short ones to follow it.
    return wishedWait > .zero ? max(wishedWait, patience.polling.shortest) : waits.next(chance: chance)
  }
}
