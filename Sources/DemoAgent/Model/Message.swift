internal import JSON

/// One thing said by one side (A2A 1.0 §4.1.4).
struct Message: Sendable, Equatable {
  enum Role: Sendable {
    case user, agent
  }

  var id: String
  var role: Role
  var parts: [Part]
  var contextID: String?
  var taskID: String?
  var metadata: JSONObject?
  var referenceTaskIDs: [String] = []
  var extensions: [String] = []

  /// What this agent says.
  init(fromAgent parts: [Part], contextID: String, taskID: String? = nil) {
    id = UniqueID.next()
    role = .agent
    self.parts = parts
    self.contextID = contextID
    self.taskID = taskID
  }

  init(id: String, role: Role, parts: [Part], contextID: String?, taskID: String?) {
    self.id = id
    self.role = role
    self.parts = parts
    self.contextID = contextID
    self.taskID = taskID
  }

  /// The text parts, one under the other.
  var text: String {
    parts.compactMap { if case .text(let text) = $0.content { text } else { nil } }.joined(separator: "\n")
  }

  /// The first data part that is an object: a skill's typed arguments.
  var arguments: JSONObject {
    for part in parts {
      if case .data(.object(let object)) = part.content { return object }
    }
    return [:]
  }
}
