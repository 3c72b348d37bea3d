/// How hard the agent tries to reach a webhook.
package struct PushLimits: Sendable, Equatable {
  /// Posts of one notification.
  package var attempts = 3
  /// How long the webhook has for its answer.
  package var patience: Duration = .seconds(10)
  /// The wait before the second post, which doubles for every further one.
  package var pause: Duration = .milliseconds(200)

  /// The limits above, each of which can be changed afterwards.
  package init() {}
}
