import A2A
import Settings

/// Whether what is configured for an agent is what its card wants of its clients.
struct AuthenticationCheck: Sendable, Equatable {
  /// False when none of the agent's wishes can be met: its calls will probably be refused.
  let isSatisfied: Bool
  /// What the card wants and what is configured, in one sentence without a full stop; nil when it wants nothing.
  let sentence: String?

  /// How many of a card's wishes are named, and how many schemes of one wish.
  static let maximumWishes = 8

  init(_ settings: AgentSettings, _ card: AgentCard) {
    let wishes = Self.wishes(of: card)
    let shown = ShownProofs(settings)
    isSatisfied = wishes.isEmpty || wishes.contains { $0.allSatisfy { shown.meets($0.proof) } }
    guard !wishes.isEmpty, !wishes.contains([]) else {
      sentence = nil
      return
    }
    sentence =
      Self.misplacedKey(wishes, shown)
      ?? "the card wants \(Self.words(for: wishes)); "
      + (shown.words.isEmpty ? "no credentials are configured" : "configured: \(shown.words)")
  }

  /// What is wanted together, by its schemes: any one of these will do. A card that names schemes and does not say
  /// which of them it wants is taken to want any.
  private static func wishes(of card: AgentCard) -> [[SecurityScheme]] {
    let requirements = card.securityRequirements
    guard !requirements.isEmpty else { return card.securitySchemes.map { [$0] } }
    return requirements.map { requirement in
      requirement.uses.map { use in
        card.securityScheme(named: use.scheme) ?? SecurityScheme(name: use.scheme, proof: .unknown("unknown"))
      }
    }
  }

  /// The right key in the wrong place is worth a sentence of its own.
  private static func misplacedKey(_ wishes: [[SecurityScheme]], _ shown: ShownProofs) -> String? {
    guard let place = shown.keyPlace else { return nil }
    for wish in wishes {
      let missing = wish.filter { !shown.meets($0.proof) }
      guard missing.count == 1, case .apiKey(let kind, let name) = missing[0].proof else { continue }
      return
        "the card wants the key in the \(kind.words) \(Self.shown(name)), but \"auth\" puts it in the \(place)"
    }
    return nil
  }

  /// A word of the card's within a sentence of the bridge's, which models may read.
  private static func shown(_ word: String, isQuoted: Bool = true) -> String {
    guard Injection.hit(in: word) == nil else { return "(a word that is left out)" }
    let quoted = CleanText.quote(word, limit: maximumWord)
    return isQuoted ? quoted : String(quoted.dropFirst().dropLast())
  }

  private static let maximumWord = 100

  private static func words(for wishes: [[SecurityScheme]]) -> String {
    wishes.prefix(maximumWishes).map { wish in
      wish.prefix(maximumWishes).map { scheme in
        "\(shown(scheme.name)) (\(shown(scheme.kind, isQuoted: false)))"
      }.joined(separator: " together with ")
    }.joined(separator: " or ")
  }
}

extension AgentCard {
  /// Cards mix `Bearer` and `bearer`.
  func securityScheme(named name: String) -> SecurityScheme? {
    securitySchemes.first { $0.name == name }
      ?? securitySchemes.first { $0.name.lowercased() == name.lowercased() }
  }
}

extension SecurityScheme.KeyPlace {
  /// What people call it.
  fileprivate var words: String {
    switch self {
    case .header: "header"
    case .query: "query parameter"
    case .cookie: "cookie"
    }
  }
}
