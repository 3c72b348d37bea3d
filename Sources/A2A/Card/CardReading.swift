package import JSON

extension AgentCard {
  /// Reads a card of any version or guide. Everything but a sign that this is a card may be missing.
  ///
  /// - Throws: ``NotACard`` with what is wrong: a login page, an error or another service answered instead.
  package init(wire json: JSONValue) throws(NotACard) {
    guard json.object != nil else { throw NotACard("expected an object, found \(json.kind)") }
    guard let name = json.first("name")?.writtenText else { throw NotACard("it has no \"name\"") }
    var reader = CardReader(json)
    let interfaces = reader.interfaces()
    guard !interfaces.isEmpty || json.first("skills") != nil else {
      throw NotACard("it names neither an interface, nor a \"url\", nor skills")
    }
    let description = json.first("description")?.writtenText
    let version = json.first("version")?.identifier
    if description == nil, version == nil { reader.note(.saysLittle) }
    self.init(
      name: name, description: description, version: version,
      provider: json.first("provider").flatMap { $0.first("organization")?.writtenText ?? $0.filledString },
      interfaces: interfaces,
      capabilities: reader.capabilities(),
      defaultInputModes: json.first("defaultInputModes", "default_input_modes").words,
      defaultOutputModes: json.first("defaultOutputModes", "default_output_modes").words,
      skills: reader.skills(),
      securitySchemes: reader.securitySchemes(),
      securityRequirements: reader.securityRequirements(),
      dialectHint: reader.dialectHint(of: interfaces),
      quirks: reader.quirks)
  }
}

/// Why a document is not an agent's card.
package struct NotACard: Error, Sendable, Equatable {
  package let reason: String
  package init(_ reason: String) { self.reason = reason }
}

/// Reads the parts of one card and notes what is odd about them.
///
/// Shapes are told by looking, never by the version that the card claims: cards of every version are found in the
/// clothes of every other.
struct CardReader {
  /// How many of each a card may name; more are left out, and it is said.
  static let maxInterfaces = 32
  static let maxSkills = 4_000
  static let maxSchemes = 64
  static let maxRequirements = 64
  static let maxExtensions = 64
  /// How many words each list of a skill, and of the card's own, may have: tags, examples, modes.
  static let maxWords = 200

  let card: JSONValue
  /// What was odd, in the order in which it was met, each once.
  private(set) var quirks: [CardQuirk] = []

  init(_ card: JSONValue) {
    self.card = card
    if card.object?.names.contains(where: Self.isSnakeCase) == true { note(.snakeCase) }
  }

  mutating func note(_ quirk: CardQuirk) {
    if !quirks.contains(quirk) { quirks.append(quirk) }
  }

  /// The first `limit` of `entries`.
  mutating func first<Entry>(_ limit: Int, of entries: [Entry], _ what: String) -> [Entry] {
    guard entries.count > limit else { return entries }
    note(.tooMany(what, omitted: entries.count - limit))
    return Array(entries.prefix(limit))
  }

  /// The members of a card that have two spellings, in the one that ProtoJSON doesn't write.
  private static func isSnakeCase(_ name: String) -> Bool {
    [
      "supported_interfaces", "default_input_modes", "default_output_modes", "security_schemes",
      "additional_interfaces", "preferred_transport", "protocol_version", "icon_url", "documentation_url",
    ].contains(name)
  }
}

extension JSONValue? {
  /// The strings of an array without the empty ones, the first ``CardReader/maxWords`` of them.
  var words: [String] {
    Array((self?.array ?? []).lazy.compactMap(\.filledString).prefix(CardReader.maxWords))
  }
}

extension JSONValue {
  /// The text of a string, unless it is empty, or of a number: some cards say `"version": 1.0`.
  var writtenText: String? {
    if case .number(let number) = self { number.text } else { filledString }
  }

  /// A flag, however it is written.
  var flag: Bool? {
    switch self {
    case .bool(let flag): flag
    case .string(let word): ["true": true, "false": false][word.lowercased()]
    case .number: int.map { $0 != 0 }
    case .null, .array, .object: nil
    }
  }
}
