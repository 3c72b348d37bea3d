package import Telemetry

/// Whom an agent shall tell of a task's progress, and how it proves itself there
/// (A2A 1.0 §4.3.1, TaskPushNotificationConfig).
package struct PushConfig: Sendable, Hashable {
  /// How the agent shall authenticate at the webhook (A2A 1.0 §4.3.2).
  package struct Authentication: Sendable, Hashable {
    /// An HTTP authentication scheme, `Bearer`.
    package var scheme: String
    package var credentials: Secret?

    package init(scheme: String, credentials: Secret?) {
      self.scheme = scheme
      self.credentials = credentials
    }
  }

  /// The configuration's own id; nil until the agent has given one.
  package var id: String?
  /// Empty in a message that starts a task: the agent knows which.
  package var taskID: String
  package var url: String
  /// What the agent shows with each notification, in `X-A2A-Notification-Token`.
  package var token: Secret?
  package var authentication: Authentication?

  package init(
    id: String? = nil, taskID: String = "", url: String, token: Secret? = nil,
    authentication: Authentication? = nil
  ) {
    self.id = id
    self.taskID = taskID
    self.url = url
    self.token = token
    self.authentication = authentication
  }
}
