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
    if let taskID { words.append("task=\(Self.bareOrQuoted(taskID))") }
    if let contextID { words.append("context=\(Self.bareOrQuoted(contextID))") }
    words.append("state=\(Self.bareOrQuoted(state))")
    return "[a2a \(words.joined(separator: " "))]"
  }

  /// Where programs find the same.
  static let metaKey = "a2a-bridge/a2a"

  /// The same for programs.
  var meta: JSONObject {
    var meta: JSONObject = [:]
    meta[Self.metaKey] = .object(handle)
    return meta
  }

  /// The handle alone.
  var handle: JSONObject {
    var handle: JSONObject = ["agent": .string(agent), "state": .string(state)]
    handle["taskId"] = taskID.map { .string($0) }
    handle["contextId"] = contextID.map { .string($0) }
    handle["error"] = failure.map { .string($0.rawValue) }
    return handle
  }

  /// An agent's text in which nothing reads like a trailer: `[a2a`, however it is spelt, begins with `(` instead.
  static func disarm(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "[")) else { return text }
    var bytes = Array(text.utf8)
    var isArmed = false
    for index in bytes.indices where bytes[index] == UInt8(ascii: "[") && begins(bytes[(index + 1)...]) {
      bytes[index] = UInt8(ascii: "(")
      isArmed = true
    }
    return isArmed ? String(decoding: bytes, as: UTF8.self) : text
  }

  /// Whether `a2a` follows, in either case.
  private static func begins(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.count >= 3 && zip(bytes, [UInt8]("a2a".utf8)).allSatisfy { $0 | 0x20 == $1 | 0x20 }
  }

  /// What every trailer begins with.
  static let sign = "[a2a"

  /// An id as it may stand in a sentence or a trailer. Ids are the agent's words: one that could end the line or
  /// look like something else is written as a JSON string, cleaned.
  static func bareOrQuoted(_ id: String) -> String {
    let isPlain = id.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !unquoted.contains($0) }
    return isPlain ? id : quoted(id)
  }

  /// An id as an argument to be copied.
  static func quoted(_ id: String) -> String {
    JSONValue.string(disarm(CleanText.line(id, limit: maxShownID))).text
  }

  private static let unquoted = Array("[]\"=".utf8)
  /// How much of an id is shown; the reader of answers takes no longer ones.
  private static let maxShownID = 1_024
}
