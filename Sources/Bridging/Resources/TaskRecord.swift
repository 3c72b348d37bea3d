import A2A
import Encodings
import JSON

/// A task to be read as a document: where it stands, what the agent says, what came of it.
enum TaskRecord {
  /// Where the size of a file is found that is not in the record itself.
  static let sizeKey = "a2a-bridge/bytes"

  /// The task as A2A 1.0 writes it. In the place of a file stands where it can be read.
  static func text(of task: AgentTask, at agent: String) -> String {
    var status = task.status
    status.message = status.message.map(described)
    let artifacts = task.artifacts.map { artifact in
      var artifact = artifact
      let uri = ResourceURI(agent, .artifact(artifact.id, ofTask: task.id)).text
      artifact.parts = artifact.parts.map { linked($0, at: uri) }
      return artifact
    }
    let record = AgentTask(id: task.id, contextID: task.contextID, status: status, artifacts: artifacts)
    return CleanText.json(record.json.text)
  }

  private static func described(_ message: Message) -> Message {
    var message = message
    message.parts = message.parts.map { part in
      guard case .raw(let bytes) = part.content else { return part }
      return Part(.text("[file: \(size(bytes)) bytes]"), filename: part.filename, mediaType: part.mediaType)
    }
    return message
  }

  private static func linked(_ part: Part, at uri: String) -> Part {
    guard case .raw(let bytes) = part.content else { return part }
    var part = part
    part.content = .url(uri)
    part.metadata = part.metadata ?? [:]
    part.metadata?[sizeKey] = JSONValue(size(bytes))
    return part
  }

  private static func size(_ base64: String) -> Int { Base64(base64)?.byteCount ?? 0 }
}
