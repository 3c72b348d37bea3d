/// A message on its way to an agent (A2A 1.0 §3.2.1, SendMessageRequest).
package struct SendRequest: Sendable, Hashable {
  package var message: Message
  /// The media types that the caller can take; empty means any.
  package var acceptedOutputModes: [String]
  /// Whether the agent shall answer before the task has come to a stop. Streams have no use for it.
  package var returnsImmediately = false
  /// How many messages of the task's history the answer shall hold at the most; nil leaves it to the agent.
  package var historyLength: Int?
  /// Whom the agent shall tell of the task's progress.
  package var pushConfig: PushConfig?

  package init(_ message: Message, acceptedOutputModes: [String] = []) {
    self.message = message
    self.acceptedOutputModes = acceptedOutputModes
  }
}
