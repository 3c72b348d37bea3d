extension AgentClient {
  /// How patient the client is.
  package struct Patience: Sendable {
    /// The least time that an agent gets for its first word, however short the wait: a task whose id nobody has
    /// heard could be neither waited for nor canceled.
    package var firstWord = Duration.seconds(10)
    /// How often a message that surely did not arrive is sent in all.
    package var sendAttempts = 3
    /// How many subscriptions in a row may bring nothing before the client polls instead.
    package var fruitlessSubscriptions = 3
    /// How long a stream may bring nothing but signs of life before its task is looked at.
    package var silence = Duration.seconds(30)
    /// How long an agent may stay silent to all questions before its task counts as lost.
    package var unreachable = Duration.seconds(10)
    /// The waits between two looks at a task.
    package var polling = Backoff(from: .milliseconds(100), to: .seconds(5))
    /// The waits between two looks at a task of which the agent sends word: only in case that gets lost.
    package var pollingBesideWord = Backoff(from: .seconds(30), to: .seconds(60))
    /// The waits between two attempts at the same thing.
    package var retrying = Backoff(from: .milliseconds(200), to: .seconds(5))

    /// The patience that suits most hosts and agents.
    package init() {}
  }
}
