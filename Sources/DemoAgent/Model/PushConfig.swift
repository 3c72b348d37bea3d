/// Where and how a client wants to be told what happens to a task (A2A 1.0 §4.3.1).
struct PushConfig: Sendable, Equatable {
  /// How the webhook knows that a notification is meant for it (A2A 1.0 §4.3.2).
  struct Authentication: Sendable, Equatable {
    /// HTTP's names of schemes; 1.0 has exactly one.
    var schemes: [String]
    var credentials: String?
  }

  var id: String
  var url: WebhookURL
  /// What the agent repeats with every notification.
  var token: String?
  var authentication: Authentication?
}
