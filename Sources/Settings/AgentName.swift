/// What an agent may be called: its name begins the names of its tools.
enum AgentName {
  /// The name of the bridge's own tools, `a2a_task_wait` and others: no agent's may begin like them.
  static let reserved = "a2a"

  static func checked(_ text: String) throws(Unusable) -> String {
    let isPlain = text.utf8.allSatisfy(isNameByte)
    let startsWithLetter =
      text.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } ?? false
    guard isPlain, startsWithLetter, text.utf8.count <= AgentSettings.maximumNameLength else {
      throw Unusable(
        "must be 1 to \(AgentSettings.maximumNameLength) of the characters a-z, 0-9 and _, a letter first")
    }
    guard text != reserved, !text.hasPrefix(reserved + "_") else {
      throw Unusable("must not begin with \"\(reserved)_\", which is the bridge's own")
    }
    return text
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
