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
  var commandWord: String { (settings.url == nil ? ownLabel : settings.label).shellWord }

  /// What stands in the names of the agent's tools unless the user has named it.
  static func name(of card: AgentCard, at url: WebURL) -> String {
    let slug = Slug.of(Injection.hit(in: card.name) == nil ? card.name : "").prefix(maxNameLength)
    let name = slug.hasSuffix("_") ? slug.dropLast() : slug
    guard let first = name.first else { return "agent_\(Slug.fingerprint(url.description))" }
    return first.isLetter ? String(name) : String("agent_\(name)".prefix(maxNameLength))
  }

  private static let maxNameLength = 24
}
