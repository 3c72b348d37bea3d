/// The parameters of sending a message (A2A 1.0 §3.2.1).
struct SendRequest: Sendable, Equatable {
  var message: Message
  var historyLength: Int?
  /// Whether the answer is to wait for the end of the turn.
  var blocks: Bool
  /// Where the task that comes of it is to be told about.
  var pushConfig: PushConfig?
}
