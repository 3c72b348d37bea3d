import Crypto
import Encodings
import JSON
import Settings
import Telemetry

/// An event and when it was, on its way into the file.
struct AuditRecord: Sendable {
  let time: Timestamp
  let event: AuditEvent
}

/// Turns events into the members of lines.
struct AuditWords: Sendable {
  /// How many bytes of a text are written down, and how many texts of a list.
  static let maxText = 2_000
  static let maxTexts = 100

  let session: String
  let process: Int
  let arguments: AuditSettings.Arguments
  /// What digests of arguments are made with: without it they can't be compared with guesses.
  let key: SymmetricKey
  let redaction: Redaction

  /// The members of a record's line, short enough for one.
  func members(of record: AuditRecord) -> [JSONObject.Member] {
    let full = head(record.event.word, record.time) + said(by: record.event)
    let bytes = AuditLine.bytes(of: JSONObject(full))
    guard bytes.count > AuditLine.maxBytes - Self.reserve else { return full }
    if case .call(let call) = record.event {
      let digested = head(record.event.word, record.time) + said(of: call, .hash)
      if AuditLine.bytes(of: JSONObject(digested)).count <= AuditLine.maxBytes - Self.reserve {
        return digested
      }
    }
    return head(record.event.word, record.time) + [
      member(
        "omitted", ["bytes": JSONValue(bytes.count), "sha256": .string(SHA256.hash(data: bytes).hexadecimal)])
    ]
  }

  /// The members of a line of the file's own: it goes on from another file, was mended, or has lost events.
  func members(_ event: String, _ members: JSONObject, at time: Timestamp) -> [JSONObject.Member] {
    head(event, time) + members.members
  }

  /// What is kept free for the chain.
  private static let reserve = 512

  private func head(_ event: String, _ time: Timestamp) -> [JSONObject.Member] {
    [
      member("time", .string("\(time)")), member("pid", JSONValue(process)),
      member("session", .string(session)), member("event", .string(event)),
    ]
  }

  private func said(by event: AuditEvent) -> [JSONObject.Member] {
    switch event {
    case .configured(let agents):
      [member("version", text(BridgeVersion.current)), member("agents", texts(agents))]
    case .call(let call): said(of: call, arguments)
    case .cardChanged(let agent, let changes, let withheld):
      [member("agent", text(agent)), member("changes", texts(changes)), member("withheld", texts(withheld))]
    case .cardAccepted(let agent), .signedOut(let agent): [member("agent", text(agent))]
    case .refused(let agent, let reason):
      members(["agent": agent]) + [member("reason", text(reason))]
    case .signedIn(let agent, let how): [member("agent", text(agent)), member("how", text(how))]
    }
  }

  private func said(
    of call: AuditedCall, _ arguments: AuditSettings.Arguments
  ) -> [JSONObject.Member] {
    let (seconds, attoseconds) = call.duration.components
    return members(["tool": call.tool, "agent": call.agent, "skill": call.skill, "task": call.taskID]) + [
      member("outcome", text(call.outcome)),
      member("milliseconds", JSONValue(Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))),
    ] + said(of: call.arguments, arguments)
  }

  private func said(
    of object: JSONObject, _ arguments: AuditSettings.Arguments
  ) -> [JSONObject.Member] {
    guard arguments != .off else { return [] }
    let canonical = ArgumentDigest.canonical(.object(object)).serialized()
    var said: JSONObject = ["bytes": JSONValue(canonical.count)]
    said["hmac"] = .string(HMAC<SHA256>.authenticationCode(for: canonical, using: key).hexadecimal)
    if arguments == .full { said["value"] = .object(object.redacted(by: redaction)) }
    return [member("arguments", .object(said))]
  }

  private func members(_ texts: KeyValuePairs<String, String?>) -> [JSONObject.Member] {
    texts.compactMap { name, words in words.map { member(name, text($0)) } }
  }

  private func member(_ name: String, _ value: JSONValue) -> JSONObject.Member {
    JSONObject.Member(name: name, value: value)
  }

  private func text(_ words: String) -> JSONValue {
    .string(redaction.redacting(words, limit: Self.maxText))
  }

  private func texts(_ texts: [String]) -> JSONValue {
    let shown = texts.prefix(Self.maxTexts).map(text)
    let rest = texts.count - shown.count
    return .array(rest > 0 ? shown + [.string("and \(rest) more")] : shown)
  }
}

extension AuditEvent {
  /// The event as lines name it.
  var word: String {
    switch self {
    case .configured: "configured"
    case .call: "call"
    case .cardChanged: "cardChanged"
    case .cardAccepted: "cardAccepted"
    case .refused: "refused"
    case .signedIn: "signedIn"
    case .signedOut: "signedOut"
    }
  }
}
