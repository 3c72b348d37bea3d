import A2A
import Crypto
import Encodings
import JSON

/// Tells an agent's question from all others, the same in every process that looks at the task.
struct QuestionKey: Sendable, Hashable {
  /// `q-<of the words>-<of the message>`
  let text: String

  init(_ text: String) { self.text = text }

  init(of task: AgentTask) {
    let asked = task.asked
    let words = Self.digest([task.id, task.state.name] + asked.flatMap(\.parts).map(\.content.text))
    text = "q-\(words.prefix(16))-\(Self.digest(asked.map(\.id)).prefix(8))"
  }

  /// Whether an answer to the one fits the other: some agents say a question under another id whenever they are asked.
  func asksTheSame(as other: QuestionKey) -> Bool { words == other.words }

  private var words: Substring { text.dropLast(text.reversed().prefix { $0 != "-" }.count) }

  private static func digest(_ pieces: [String]) -> String {
    var hash = SHA256()
    for piece in pieces {
      hash.update(data: Array(piece.utf8))
      hash.update(data: [0])
    }
    return hash.finalize().hexadecimal
  }
}

extension AgentTask {
  /// What the agent says with the state that it waits in: in the status, or, where an agent leaves that out, in its
  /// messages.
  var asked: [Artifact] {
    if let message = status.message { return [Artifact(message)] }
    return artifacts.isEmpty ? answer : []
  }
}

extension Part.Content {
  fileprivate var text: String {
    switch self {
    case .text(let text): "t\(text)"
    case .raw(let text): "r\(text)"
    case .url(let text): "u\(text)"
    // Agents on protobuf write the members of one object in one order now, in another later.
    case .data(let data): "d\(ArgumentDigest.canonical(data).text)"
    }
  }
}
