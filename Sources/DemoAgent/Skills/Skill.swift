internal import JSON

/// One thing the agent can do: what its card says of it, and how it is done.
struct Skill: Sendable {
  enum Behaviour: Sendable {
    /// Answers at once with a message and makes no task.
    case reply(@Sendable (Message) -> [Part])
    /// Works on a task.
    case task(@Sendable (Turn) async throws -> Void)
  }

  let id: String
  let name: String
  let description: String
  let tags: [String]
  let examples: [String]
  var inputModes = ["text/plain", "application/json"]
  var outputModes = ["text/plain"]
  /// Words of a message that ask for this skill when no id does.
  var keywords: Set<String> = []
  let behaviour: Behaviour

  /// The same in all versions (A2A 1.0 §4.4.5).
  var json: JSONObject {
    JSONObject(present: [
      "id": .string(id),
      "name": .string(name),
      "description": .string(description),
      "tags": .array(tags.map(JSONValue.string)),
      "examples": .strings(examples),
      "inputModes": .strings(inputModes),
      "outputModes": .strings(outputModes),
    ])
  }

  /// Refuses files of a kind the skill cannot read.
  func check(_ parts: [Part]) throws(AgentError) {
    for part in parts {
      switch part.content {
      case .text, .data: continue
      case .raw, .url:
        let type = part.mediaType ?? "application/octet-stream"
        guard accepts(type) else {
          throw .contentTypeNotSupported("\(id) takes \(inputModes.joined(separator: ", ")) and no \(type)")
        }
      }
    }
  }

  private func accepts(_ type: String) -> Bool {
    let type = type.lowercased().prefix { $0 != ";" && !$0.isWhitespace }
    return inputModes.contains { mode in
      mode == "*/*" || mode == type || (mode.hasSuffix("/*") && type.hasPrefix(mode.dropLast()))
    }
  }
}
