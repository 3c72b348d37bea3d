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
  }

  /// What the agent says of itself, in the order of ``Words/shown``.
  enum AgentWord: String, CaseIterable {
    case name, description
    case extendedCard = "other card for those it knows"
  }

  var agent: Words
  /// By their ids.
  var skills: [String: Words]
  /// Where the agent says that it is reached, sorted.
  var origins: [String]
  /// What it wants as a proof of who calls, sorted.
  var schemes: [String]
  /// The name of the key that has signed the card, if that is known.
  var keys: [String]

  init(_ card: FetchedCard) {
    skills = Dictionary(
      card.card.offeredSkills.map { ($0.id, Words($0)) }, uniquingKeysWith: { first, _ in first })
    agent = Words(card.card)
    origins = Set(card.card.interfaces.map { $0.origin(from: card.url) }).sorted()
    schemes = card.card.securitySchemes.map { "\($0.name) (\($0.kind))" }.sorted()
    keys = card.signed.map { [$0.key] } ?? []
  }

  /// Whether all these places are on this machine.
  var isLocal: Bool { origins.allSatisfy { (try? WebURL($0))?.isLoopback ?? false } }
}

extension CardFacts.Words {
  fileprivate init(_ skill: AgentSkill) {
    let parts: [JSONValue] = [
      .string(skill.name), skill.description.map { .string($0) } ?? .null, Self.list(skill.tags),
      Self.list(skill.examples), Self.list(skill.inputModes),
    ]
    self.init(
      digest: Self.digest(.array(parts)),
      shown: [
        skill.name, skill.description ?? "", skill.tags.joined(separator: ", "),
        skill.examples.joined(separator: "; "), skill.inputModes.joined(separator: ", "),
      ].map(Self.cut))
  }

  fileprivate init(_ card: AgentCard) {
    var parts: [JSONValue] = [.string(card.name), card.description.map { .string($0) } ?? .null]
    // What holds where a skill says nothing.
    parts.append(Self.list(card.defaultInputModes))
    // Whoever has accepted this card has not accepted another one in its place.
    parts.append(.bool(card.capabilities.extendedAgentCard))
    self.init(
      digest: Self.digest(.array(parts)),
      shown: [
        card.name, card.description ?? "", card.capabilities.extendedAgentCard ? "yes" : "no",
      ].map(Self.cut))
  }

  private static func cut(_ text: String) -> String { CleanText.line(text, limit: maxShown) }

  private static func list(_ words: [String]) -> JSONValue { .array(words.map { .string($0) }) }

  /// 128 bits as hexadecimal digits.
  private static func digest(_ json: JSONValue) -> String {
    String(SHA256.hash(data: json.serialized()).hexadecimal.prefix(32))
  }
}

extension AgentInterface {
  /// Where it is, as far as its address says so.
  fileprivate func origin(from card: WebURL) -> String {
    let resolved = binding == .grpc ? try? GRPCAddress.url(url, from: card) : try? card.resolving(url)
    return resolved.map { "\($0.origin)" } ?? CleanText.line(url, limit: CardFacts.Words.maxShown)
  }
}

// MARK: - Keeping

extension CardFacts {
  /// - Parameter isShort: Without the words, for the digests alone tell of changes.
  func json(isShort: Bool = false) -> JSONObject {
    [
      "agent": .object(agent.json(isShort: isShort)),
      "skills": .object(
        JSONObject(
          skills.sorted { $0.key < $1.key }
            .map { JSONObject.Member(name: $0.key, value: .object($0.value.json(isShort: isShort))) })),
      "origins": .array(origins.map { .string($0) }), "schemes": .array(schemes.map { .string($0) }),
      "keys": .array(keys.map { .string($0) }),
    ]
  }

  /// - Returns: nil for what ``json(isShort:)`` has not made.
  init?(_ json: JSONValue) {
    guard let agent = json["agent"].flatMap(Words.init(kept:)), let skills = json["skills"]?.object,
      let origins = json["origins"]?.array, let schemes = json["schemes"]?.array,
      let keys = json["keys"]?.array
    else { return nil }
    self.agent = agent
    self.skills = [:]
    for skill in skills.members {
      guard let words = Words(kept: skill.value) else { return nil }
      self.skills[skill.name] = words
    }
    self.origins = origins.compactMap(\.string)
    self.schemes = schemes.compactMap(\.string)
    self.keys = keys.compactMap(\.string)
  }
}

extension CardFacts.Words {
  fileprivate func json(isShort: Bool) -> JSONObject {
    var json: JSONObject = ["digest": .string(digest)]
    if !isShort { json["words"] = .array(shown.map { .string($0) }) }
    return json
  }

  fileprivate init?(kept json: JSONValue) {
    guard let digest = json["digest"]?.string else { return nil }
    self.init(digest: digest, shown: (json["words"]?.array ?? []).compactMap(\.string))
  }
}
