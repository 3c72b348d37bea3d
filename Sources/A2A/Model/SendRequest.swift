/// A message on its way to an agent (A2A 1.0 §3.2.1, SendMessageRequest).
package struct SendRequest: Sendable, Hashable {
  package var message: Message
  /// The media types that the caller can take; empty means any.
  package var acceptedOutputModes: [String]

  package init(_ message: Message, acceptedOutputModes: [String] = []) {
    self.message = message
    self.acceptedOutputModes = acceptedOutputModes
  }
}
