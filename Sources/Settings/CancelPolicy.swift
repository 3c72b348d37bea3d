/// What happens to the remote task when the host cancels its call.
package enum CancelPolicy: String, Sendable, CaseIterable {
  /// The agent is asked to cancel it.
  case cancel
  /// It goes on without us.
  case detach
}
