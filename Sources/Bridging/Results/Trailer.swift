import A2A
import JSON

/// The last line of every result: who answered, and the handle with which one goes on.
struct Trailer: Sendable, Hashable {
  var agent: String
  var taskID: String?
  var contextID: String?
  var state: String
  /// Why the call failed; nil when it did not, or when the agent itself says so.
  var failure: CallFailure?

  /// `[a2a agent=weather task=t-1 context=c-1 state=completed]`
  var line: String {
    var words = ["agent=\(agent)"]
    if let taskID { words.append("task=\(Self.word(taskID))") }
    if let contextID { words.append("context=\(Self.word(contextID))") }
    words.append("state=\(Self.word(state))")
    return "[a2a \(words.joined(separator: " "))]"
  }

  /// Where programs find the same.
  static let metaKey = "a2a-bridge/a2a"

  /// The same for programs.
  var meta: JSONObject {
    var handle: JSONObject = ["agent": .string(agent), "state": .string(state)]
    handle["taskId"] = taskID.map { .string($0) }
    handle["contextId"] = contextID.map { .string($0) }
    handle["error"] = failure.map { .string($0.rawValue) }
    var meta: JSONObject = [:]
    meta[Self.metaKey] = .object(handle)
    return meta
  }

  /// An agent's text in which nothing reads like a trailer.
  static func disarm(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "[")) else { return text }
    guard text.contains(opening) else { return text }
    return text.split(separator: opening, omittingEmptySubsequences: false).joined(separator: "(a2a ")
  }

  private static let opening = "[a2a "

  /// Ids are the agent's words: one that could end the line or look like another entry is written in quotes.
  private static func word(_ id: String) -> String {
    let isPlain = id.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !unquoted.contains($0) }
    return isPlain ? id : JSONValue.string(CleanText.line(id, limit: 500)).text
  }

  private static let unquoted = Array("[]\"=".utf8)
}
