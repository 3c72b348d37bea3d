import A2A
import HTTP
import Settings

extension RemoteAgent {
  /// The name that the user gave, or the address until the card tells one.
  var label: String {
    snapshot?.name ?? settings.name ?? ownFile ?? url.redacted
  }

  /// What the user calls it, without a word of the card's.
  var ownLabel: String { settings.name ?? url.redacted }

  /// What stands for the agent on the command line: not its query, which may be a secret.
  var commandWord: String {
    let word = settings.url == nil ? ownLabel : settings.label
    let isPlain = word.utf8.allSatisfy { $0.isPlainInShells }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// What stands in the names of the agent's tools unless the user has named it.
  static func name(of card: AgentCard, at url: WebURL) -> String {
    let slug = Slug.of(card.shown(at: "").card.name).prefix(maxNameLength)
    let name = slug.hasSuffix("_") ? slug.dropLast() : slug
    guard let first = name.first else { return "agent_\(Slug.fingerprint(url.description))" }
    return first.isLetter ? String(name) : String("agent_\(name)".prefix(maxNameLength))
  }

  private static let maxNameLength = 24
}

extension UInt8 {
  /// True for what no shell takes for anything but itself.
  fileprivate var isPlainInShells: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"),
      UInt8(ascii: "/"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
