/// The names of tools: `<agent>_<skill>` in `[a-z0-9_]`, starting with a letter, the same on every run.
///
/// Hosts put their own prefix before it and cut at 60 or 64 characters, hence the length.
enum ToolName {
  static let maxLength = 40
  /// `_` and six hexadecimal digits.
  private static let suffixLength = 7

  /// A skill to be named: the agent's name, the skill's id, and the word for it that the user chose, if any.
  struct Subject: Hashable {
    var agent: String
    var skill: String
    var alias: String?
  }

  /// Names for all `subjects`, in their order. Names that would collide or be too long end in a fingerprint of
  /// agent and skill, so they depend neither on the order nor on who else is there.
  static func names(for subjects: [Subject]) -> [String] {
    let plain = subjects.map(plain)
    let counts = Dictionary(plain.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(subjects, plain).map { subject, name in
      let isClear = name.utf8.count <= maxLength && counts[name] == 1 && !name.hasPrefix(reservedPrefix)
      return isClear ? name : distinct(name, subject)
    }
  }

  /// What begins with this is the bridge's own.
  static let reservedPrefix = "a2a_"

  private static func plain(_ subject: Subject) -> String {
    let words = [subject.agent, Slug.of(subject.alias ?? subject.skill)].filter { !$0.isEmpty }
    let name = words.joined(separator: "_")
    return name.first?.isLetter == true ? name : "agent_" + name
  }

  private static func distinct(_ name: String, _ subject: Subject) -> String {
    let bare = name.hasPrefix(reservedPrefix) ? "agent_" + name : name
    let head = bare.prefix(maxLength - suffixLength)
    let trimmed = head.hasSuffix("_") ? head.dropLast() : head
    return "\(trimmed)_\(Slug.fingerprint(subject.agent, subject.skill))"
  }
}
