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
  ///
  /// - Parameter sequel: What follows the text, as far as it is looked at.
  static func disarm(_ text: String, before sequel: String = "") -> String {
    guard text.utf8.contains(where: mayBegin) else { return text }
    let scalars = (text + sequel).unicodeScalars
    var disarmed = String.UnicodeScalarView()
    var isArmed = false
    for index in scalars.indices.prefix(text.unicodeScalars.count) {
      let isSign = begins(scalars[index...])
      isArmed = isArmed || isSign
      disarmed.append(isSign ? "(" : scalars[index])
    }
    return isArmed ? String(disarmed) : text
  }

  /// True for `[` and the first bytes of what looks like it.
  private static func mayBegin(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "["), 0xE2, 0xE3, 0xEF: true
    default: false
    }
  }

  /// Whether a sign begins here that a reader takes for a trailer's, whatever its letters and what is hidden between
  /// them.
  static func begins(_ scalars: Substring.UnicodeScalarView) -> Bool {
    guard let first = scalars.first, first == "[" || first.value > 0x7F,
      Lookalikes.look(of: first) == .ascii(UInt8(ascii: "["))
    else { return false }
    var awaited = sign.utf8.dropFirst()
    for scalar in scalars.dropFirst().prefix(OwnLine.reach) {
      switch Lookalikes.look(of: scalar) {
      case .ascii(let byte) where byte == awaited.first:
        awaited = awaited.dropFirst()
        if awaited.isEmpty { return true }
      case .nothing: continue
      case .space where scalar != "\n": continue
      case .ascii, .space, .other: return false
      }
    }
    return false
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
    JSONValue.string(disarm(CleanText.name(id, limit: maxShownID))).text
  }

  private static let unquoted = Array("[]\"=".utf8)
  /// How much of an id is shown; the reader of answers takes no longer ones.
  private static let maxShownID = 1_024
}
