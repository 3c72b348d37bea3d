/// Something odd about a card, and how it was taken.
package enum CardQuirk: Sendable, Hashable {
  /// It has the shape of 0.3 but claims this version.
  case claimsOtherVersion(String)
  /// At least one interface does not say which version it speaks.
  case interfaceWithoutVersion
  /// An interface's address is relative.
  case relativeAddress
  /// There is an `endpoint`, but neither interfaces nor a `url`.
  case bareEndpoint
  /// The names of its members are written in snake_case.
  case snakeCase
  /// `capabilities` is a list of words.
  case listedCapabilities
  case noSkills
  /// `skills` is an object, or a list of words.
  case looseSkills
  /// A skill has no id.
  case skillWithoutID
  /// Something among the skills has neither an id nor a name.
  case namelessSkill
  /// Skills share an id.
  case repeatedSkillID
  /// `securitySchemes` is a list.
  case listedSecuritySchemes
  /// A security scheme is written as a library keeps it in memory, with its `$case`.
  case leakedCase
  /// It says which credentials it wants as 0.1 did.
  case oldAuthentication
  /// It has neither a version nor a description.
  case saysLittle
  /// So many of its entries of one kind are left out: `interfaces`, `skills`, …
  case tooMany(String, omitted: Int)
}

extension CardQuirk {
  /// What was odd, and how it was taken.
  package var sentence: String {
    switch self {
    case .claimsOtherVersion(let version):
      "it claims A2A \(version) but has the shape of 0.3; the shape is believed"
    case .interfaceWithoutVersion:
      "an interface names no A2A version; the likeliest is tried first, then the others"
    case .relativeAddress: "an interface's address is relative; it is resolved against the card's own"
    case .bareEndpoint:
      "it has an \"endpoint\" in place of interfaces; the agent is sent an objective and answers with a result"
    case .snakeCase: "its members are written in snake_case; they are read like the others"
    case .listedCapabilities:
      "\"capabilities\" is a list; what is no capability of A2A is taken for a skill"
    case .noSkills: "it names no skills; the whole agent is one tool"
    case .looseSkills: "\"skills\" is no list of objects; each entry is taken for a skill"
    case .skillWithoutID: "a skill has no id; it goes by its name"
    case .namelessSkill: "an entry of \"skills\" has neither an id nor a name; it is left out"
    case .repeatedSkillID: "skills share an id; the later ones are numbered"
    case .listedSecuritySchemes: "\"securitySchemes\" is a list; each goes by its type"
    case .leakedCase: "a security scheme is written with a library's \"$case\"; what is inside is read"
    case .oldAuthentication: "it names credentials in \"authentication\", as A2A 0.1 did"
    case .saysLittle: "it has neither a version nor a description"
    case .tooMany(let what, let omitted): "it names too many \(what); \(omitted) of them are left out"
    }
  }
}
