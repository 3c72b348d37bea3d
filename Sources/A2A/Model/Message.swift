package import JSON

/// One turn of a conversation between a client and an agent (A2A 1.0 §4.1.4).
package struct Message: Sendable, Hashable {
  package enum Role: Sendable, Hashable { case user, agent }

  package var messageID: String
  package var role: Role
  package var parts: [Part]
  package var contextID: String?
  package var taskID: String?
  package var metadata: JSONObject?
  /// The URIs of the extensions that the message makes use of.
  package var extensions: [String] = []
  /// Earlier tasks that the message is about.
  package var referenceTaskIDs: [String] = []

  package init(
    messageID: String, role: Role, parts: [Part], contextID: String? = nil, taskID: String? = nil,
    metadata: JSONObject? = nil
  ) {
    self.messageID = messageID
    self.role = role
    self.parts = parts
    self.contextID = contextID
    self.taskID = taskID
    self.metadata = metadata
  }

  /// The message's text parts, one a line.
  package var text: String { parts.compactMap(\.text).joined(separator: "\n") }
}
