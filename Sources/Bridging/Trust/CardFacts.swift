import A2A
import Crypto
import Encodings
import HTTP
import JSON

/// What of a card matters to whoever has accepted it: the words that a model reads, and whom calls go to.
///
/// They are the card's alone: what the user says of the agent in the configuration changes nothing about them.
struct CardFacts: Sendable, Hashable {
  /// Words with their digest: they are cut for showing, and only a digest tells of a change behind the cut.
  struct Words: Sendable, Hashable {
    let digest: String
    /// For each kind of words what is shown of them; empty where that would be too much.
    let shown: [String]

    static let maxShown = 300
  }

  /// What is said of a skill, in the order of ``Words/shown``.
  enum SkillWord: String, CaseIterable {
    case name, description, tags, examples, input
    case security = "what it wants as a proof"
  }

  /// What the agent says of itself, in the order of ``Words/shown``.
  enum AgentWord: String, CaseIterable {
    case name, description
    case extendedCard = "other card for those it knows"
    case provider
    case extensions = "required extensions"
  }

  /// A key that has signed a card: another name makes it no other key, and the same name no key the same.
  struct Key: Sendable, Hashable {
    /// For people.
    let name: String
    let thumbprint: String

    static func == (one: Key, other: Key) -> Bool { one.thumbprint == other.thumbprint }
    func hash(into hasher: inout Hasher) { hasher.combine(thumbprint) }
  }

  /// Where an agent is reached. Of several agents at one host each has a place of its own.
  struct Address: Sendable, Hashable {
    /// The whole text where that is no address.
    let origin: String
    /// The path, and for whom of those that share it; of a query, which may be a secret, its digest.
    let place: String
  }

  var agent: Words
  /// By their ids, as far as ``key(ofSkill:)`` leaves them.
  var skills: [String: Words]
  /// Where the agent says that it is reached, sorted.
  var addresses: [Address]
  /// What it wants as a proof of who calls, with the scopes that there are, sorted.
  var schemes: [String]
  /// Which of them it wants together, sorted: any one will do.
  var requirements: [String]
  /// The key that has signed the card, if that is known.
  var keys: [Key]
  /// The digest of all that is read of the document, which can be read as a resource.
  var document: String

  init(_ card: FetchedCard) {
    skills = Dictionary(
      card.card.offeredSkills.map { (Self.key(ofSkill: $0.id), Words($0)) },
      uniquingKeysWith: { $0.joined(with: $1) })
    agent = Words(card.card)
    addresses = Set(card.card.interfaces.map { $0.address(from: card.url) })
      .sorted { ($0.origin, $0.place) < ($1.origin, $1.place) }
    schemes = card.card.securitySchemes.map { Self.bounded($0.facts) }.sorted()
    requirements = card.card.securityRequirements.map { Self.bounded($0.facts) }.sorted()
    keys = card.signed.map { [Key(name: Self.bounded($0.key), thumbprint: $0.thumbprint)] } ?? []
    document = Self.digest(ArgumentDigest.canonical(card.content))
  }

  /// What nobody has said anything in: all of a card is a change of it.
  static let none = CardFacts()

  private init() {
    agent = Words(digest: "", shown: AgentWord.allCases.map { _ in "" })
    (skills, addresses, schemes, requirements, keys, document) = ([:], [], [], [], [], "")
  }

  /// Whether all these places are on this machine.
  var isLocal: Bool { addresses.allSatisfy { (try? WebURL($0.origin))?.isLoopback ?? false } }

  /// What stands for the skill with this id: the id, unless it is long.
  static func key(ofSkill id: String) -> String { bounded(id, bytes: maxID) }

  /// The most bytes of an id that is kept as it is, so that as many skills as a card may have fit into a file.
  static let maxID = 48

  /// Text that is short, or its beginning with a digest of all of it: nothing else becomes the same. What is that long
  /// is never taken for it, since it is longer than what stays as it is.
  static func bounded(_ text: String, bytes limit: Int = 120) -> String {
    guard text.utf8.count > limit else { return text }
    let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit - 20)))
    return "\(start)…#\(SHA256.hash(data: Array(text.utf8)).hexadecimal)"
  }

  /// 256 bits as hexadecimal digits.
  fileprivate static func digest(_ json: JSONValue) -> String {
    SHA256.hash(data: json.serialized()).hexadecimal
  }
}

extension CardFacts.Address: CustomStringConvertible {
  /// `https://agent.example/a2a`, `https://agents.example/rpc for me`.
  var description: String { origin + place }
}

extension CardFacts.Words {
  fileprivate init(_ skill: AgentSkill) {
    let security = skill.securityRequirements.map(\.facts)
    let parts: [JSONValue] = [
      .string(skill.name), skill.description.map { .string($0) } ?? .null, Self.list(skill.tags),
      Self.list(skill.examples), Self.list(skill.inputModes), Self.list(security),
    ]
    self.init(
      digest: CardFacts.digest(.array(parts)),
      shown: CardFacts.SkillWord.allCases.map { word in
        switch word {
        case .name: skill.name
        case .description: skill.description ?? ""
        case .tags: skill.tags.joined(separator: ", ")
        case .examples: skill.examples.joined(separator: "; ")
        case .input: skill.inputModes.joined(separator: ", ")
        case .security: security.joined(separator: " or ")
        }
      }.map(Self.cut))
  }

  fileprivate init(_ card: AgentCard) {
    let extensions = card.capabilities.extensions.filter(\.isRequired).map(\.uri)
    let parts: [JSONValue] = [
      .string(card.name), card.description.map { .string($0) } ?? .null,
      // What holds where a skill says nothing.
      Self.list(card.defaultInputModes),
      // Whoever has accepted this card has not accepted another one in its place.
      .bool(card.capabilities.extendedAgentCard), card.provider.map { .string($0) } ?? .null,
      Self.list(extensions),
    ]
    self.init(
      digest: CardFacts.digest(.array(parts)),
      shown: CardFacts.AgentWord.allCases.map { word in
        switch word {
        case .name: card.name
        case .description: card.description ?? ""
        case .extendedCard: card.capabilities.extendedAgentCard ? "yes" : "no"
        case .provider: card.provider ?? ""
        case .extensions: extensions.joined(separator: ", ")
        }
      }.map(Self.cut))
  }

  /// Both: neither hides behind the other.
  fileprivate func joined(with other: Self) -> Self {
    Self(digest: CardFacts.digest([.string(digest), .string(other.digest)]), shown: [])
  }

  private static func cut(_ text: String) -> String { CleanText.line(text, limit: maxShown) }

  private static func list(_ words: [String]) -> JSONValue { .array(words.map { .string($0) }) }
}

extension SecurityScheme {
  /// `bearer (http bearer)`, `login (oauth2: clientCredentials [read, write])`.
  fileprivate var facts: String {
    guard case .oauth2(let flows) = proof, !flows.isEmpty else { return "\(name) (\(kind))" }
    let words = flows.map { "\($0.grant.rawValue) [\($0.scopes.joined(separator: ", "))]" }
    return "\(name) (\(kind): \(words.joined(separator: ", ")))"
  }
}

extension SecurityRequirement {
  /// `login [read] with key`; `nothing` where nothing is wanted.
  fileprivate var facts: String {
    guard !uses.isEmpty else { return "nothing" }
    return uses.map { use in
      use.scopes.isEmpty ? use.scheme : "\(use.scheme) [\(use.scopes.joined(separator: ", "))]"
    }.sorted().joined(separator: " with ")
  }
}

extension AgentInterface {
  fileprivate func address(from card: WebURL) -> CardFacts.Address {
    let resolved = binding == .grpc ? try? GRPCAddress.url(url, from: card) : try? card.resolving(url)
    let query = resolved?.query.map { "?#\(SHA256.hash(data: Array($0.utf8)).hexadecimal.prefix(16))" } ?? ""
    let tenant = tenant.flatMap { $0.isEmpty ? nil : " for \($0)" } ?? ""
    return CardFacts.Address(
      origin: CardFacts.bounded(resolved.map { "\($0.origin)" } ?? url),
      place: CardFacts.bounded((resolved?.path ?? "") + query + tenant))
  }
}
