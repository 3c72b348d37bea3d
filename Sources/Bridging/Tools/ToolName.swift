/// The names of tools: `<agent>_<skill>` in `[a-z0-9_]`, starting with a letter, the same on every run.
///
/// Hosts put their own prefix before it and cut at 60 or 64 characters, hence the length.
enum ToolName {
  static let maxLength = 40
  /// `_` and a fingerprint.
  private static let suffixLength = 1 + Slug.fingerprintLength

  /// A skill to be named: the agent's name, the skill's id, and the word for it that the user chose, if any.
  struct Subject: Hashable {
    var agent: String
    var skill: String
    var alias: String?
    /// How much of its name the user has written.
    var writing = Writing.nothing
    /// Whether nobody may call it yet: it takes no name from what may be called of the same agent.
    var isWithheld = false
  }

  /// How much of a name the user has written, and the card has not.
  enum Writing: Hashable, Comparable {
    case nothing, agent, all
  }

  /// Names for all `subjects`, in their order. Names that would collide or be too long end in a fingerprint of agent and
  /// skill, so they depend neither on the order nor on who else is there; but no card takes a name from the one of which
  /// the user has written more.
  static func names(for subjects: [Subject]) -> [String] {
    let plain = subjects.map(plain)
    let owned = Set(zip(subjects, plain).filter { !$0.0.isWithheld }.map { [$0.0.agent, $0.1] })
    let yields = zip(subjects, plain).map { $0.isWithheld && owned.contains([$0.agent, $1]) }
    let rivals = Dictionary(grouping: plain.indices.filter { !yields[$0] }, by: { plain[$0] })
    var names = plain
    var isPlain = plain.indices.map { index in
      let name = plain[index]
      let isFirst = (rivals[name] ?? []).allSatisfy {
        $0 == index || subjects[$0].writing < subjects[index].writing
      }
      return !yields[index] && isFirst && name.utf8.count <= maxLength && !name.hasPrefix(reservedPrefix)
    }
    for index in names.indices where !isPlain[index] {
      names[index] = distinct(plain[index], subjects[index])
    }
    // A skill may be called what another's name comes to: then its own name ends in a fingerprint as well.
    var isSettled = false
    while !isSettled {
      isSettled = true
      let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
      for index in names.indices where isPlain[index] && counts[names[index], default: 0] > 1 {
        names[index] = distinct(plain[index], subjects[index])
        (isPlain[index], isSettled) = (false, false)
      }
    }
    return names
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
