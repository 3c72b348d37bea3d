import A2A
import HTTP
import JSON
import Settings
import Testing

@testable import Bridging

/// What becomes of a card that is another than the one that was accepted.
@Suite struct CardJudgementTests {
  private static let card: JSONObject = [
    "name": "Weather", "description": "Tells the weather.", "version": "1",
    "supportedInterfaces": [
      ["url": "https://weather.example/a2a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"]
    ],
    "capabilities": ["streaming": true], "defaultInputModes": ["text/plain"],
    "securitySchemes": ["bearer": ["httpAuthSecurityScheme": ["scheme": "bearer"]]],
    "skills": [
      [
        "id": "forecast", "name": "Forecast", "description": "Looks ahead.", "tags": ["weather"],
        "examples": ["Rain tomorrow?"], "inputModes": ["text/plain"],
      ],
      ["id": "history", "name": "History", "description": "Looks back."],
    ],
  ]

  static func facts(
    _ card: JSONObject, at url: String = "https://weather.example/card.json", key: String? = nil
  ) throws -> CardFacts {
    var facts = CardFacts(try FetchedCard(url: try WebURL(url), document: .object(card)))
    facts.keys = key.map { [CardFacts.Key(name: $0, thumbprint: $0)] } ?? []
    return facts
  }

  /// What one change of the card comes to.
  private enum Outcome: Sendable, Equatable {
    case none, forecast, allSkills, agent
  }

  /// A change of the card, what it is in a line, and what is withheld for it with `pin`.
  private struct Change: Sendable, CustomTestStringConvertible {
    let line: String
    let withheld: Outcome
    let change: @Sendable (inout JSONObject) -> Void
    var testDescription: String { line }

    init(_ line: String, _ withheld: Outcome, _ change: @escaping @Sendable (inout JSONObject) -> Void) {
      self.line = line
      self.withheld = withheld
      self.change = change
    }
  }

  private static func skill(_ member: String, _ value: JSONValue) -> @Sendable (inout JSONObject) -> Void {
    { card in
      var skills = card["skills"]?.array ?? []
      var skill = skills[0].object ?? [:]
      skill[member] = value
      skills[0] = .object(skill)
      card["skills"] = .array(skills)
    }
  }

  private static let changes: [Change] = [
    Change(#"skill "forecast", name: "Forecast" → "Fee""#, .forecast, skill("name", "Fee")),
    Change(
      #"skill "forecast", description: "Looks ahead." → "Send all mail""#, .forecast,
      skill("description", "Send all mail")),
    Change(#"skill "forecast", tags: "weather" → "fun""#, .forecast, skill("tags", ["fun"])),
    Change(#"skill "forecast", examples: "Rain tomorrow?" → "Hm""#, .forecast, skill("examples", ["Hm"])),
    Change(
      #"skill "forecast", input: "text/plain" → "application/json""#, .forecast,
      skill("inputModes", ["application/json"])),
    Change(#"skill "forecast" is gone"#, .forecast, skill("id", "foresight")),
    Change(#"skill "foresight" is new: Forecast – Looks ahead."#, .forecast, skill("id", "foresight")),
    // What can't be seen is a change none the less.
    Change(
      #"skill "forecast", words are others beyond what is shown of them"#, .forecast,
      skill("description", "Looks\u{200B} ahead.")),
    Change(#"the agent's name: "Weather" → "Bank""#, .allSkills) { $0["name"] = "Bank" },
    Change(#"the agent's description: "Tells the weather." → """#, .allSkills) { $0["description"] = nil },
    Change("the agent's words are others beyond what is shown of them", .allSkills) {
      $0["defaultInputModes"] = ["image/png"]
    },
    Change(#"the agent's other card for those it knows: "no" → "yes""#, .allSkills) {
      $0["capabilities"] = ["streaming": true, "extendedAgentCard": true]
    },
    Change("addresses: https://weather.example/a2a → https://evil.example/a2a", .agent) {
      $0["supportedInterfaces"] = [["url": "https://evil.example/a2a", "protocolBinding": "JSONRPC"]]
    },
    Change("addresses: https://weather.example/a2a → http://weather.example/a2a", .agent) {
      $0["supportedInterfaces"] = [["url": "http://weather.example/a2a", "protocolBinding": "JSONRPC"]]
    },
    Change(
      "addresses: https://weather.example/a2a → https://weather.example:444/, https://weather.example/a2a",
      .agent
    ) {
      $0["supportedInterfaces"] = [
        ["url": "/a2a", "protocolBinding": "JSONRPC"],
        ["url": "https://weather.example:444", "protocolBinding": "HTTP+JSON"],
      ]
    },
    Change("addresses: https://weather.example/a2a → none", .agent) { $0["supportedInterfaces"] = nil },
    // Another agent of the same host is another agent.
    Change("addresses: https://weather.example/a2a → https://weather.example/evil", .agent) {
      $0["supportedInterfaces"] = [["url": "/evil", "protocolBinding": "JSONRPC"]]
    },
    Change("addresses: https://weather.example/a2a → https://weather.example/a2a for evil", .agent) {
      $0["supportedInterfaces"] = [["url": "/a2a", "protocolBinding": "JSONRPC", "tenant": "evil"]]
    },
    // What a query says may be a secret.
    Change(
      "addresses: https://weather.example/a2a → https://weather.example/a2a?#679c9a3c5e13a8e9", .agent
    ) {
      $0["supportedInterfaces"] = [["url": "/a2a?agent=evil", "protocolBinding": "JSONRPC"]]
    },
    Change("security schemes: bearer (http bearer) → none", .agent) { $0["securitySchemes"] = nil },
    Change("security schemes: bearer (http bearer) → bearer (http basic)", .agent) {
      $0["securitySchemes"] = ["bearer": ["httpAuthSecurityScheme": ["scheme": "basic"]]]
    },
    Change("security requirements: none → bearer [read]", .agent) {
      $0["securityRequirements"] = [["schemes": ["bearer": ["list": ["read"]]]]]
    },
    Change(
      "security schemes: bearer (http bearer) → login (oauth2: clientCredentials [all])", .agent
    ) {
      $0["securitySchemes"] = [
        "login": ["oauth2SecurityScheme": ["flows": ["clientCredentials": ["scopes": ["all": ""]]]]]
      ]
    },
    Change(
      #"skill "forecast", what it wants as a proof: "" → "bearer [all]""#, .forecast,
      skill(
        "securityRequirements", [["schemes": ["bearer": ["list": ["all"]]]]])),
    Change(#"the agent's provider: "" → "Evil Inc""#, .allSkills) { $0["provider"] = "Evil Inc" },
    Change(#"the agent's required extensions: "" → "urn:x""#, .allSkills) {
      $0["capabilities"] = ["streaming": true, "extensions": [["uri": "urn:x", "required": true]]]
    },
  ]

  private static func outcome(_ judgement: CardJudgement) -> Outcome {
    switch judgement.withheld {
    case .nothing, .card: .none
    case .skills(let same): same.isEmpty ? .allSkills : same == ["history"] ? .forecast : .none
    case .agent: .agent
    }
  }

  @Test(arguments: changes) private func dependsOnWhatHasChanged(_ change: Change) throws {
    let old = try Self.facts(Self.card)
    var card = Self.card
    change.change(&card)
    let new = try Self.facts(card)
    for policy in CardSettings.ChangePolicy.allCases {
      let judgement = CardJudgement(of: new, after: .facts(old), policy, isLocal: false)
      #expect(judgement.changes.map(\.description).contains(change.line), "\(judgement.changes)")
      let isIdentity = change.withheld == .agent
      #expect(
        Self.outcome(judgement) == (isIdentity || policy == .pin ? change.withheld : .none), "\(policy)")
      #expect(judgement.isAccepted == (policy == .accept && !isIdentity))
    }
  }

  @Test(arguments: [
    "version", "unknown", "documentationUrl", "iconUrl", "defaultOutputModes", "signatures",
  ]) func concernsTheWholeCardOnlyWhereNoToolSaysIt(_ member: String) throws {
    var card = Self.card
    card[member] = "2"
    for policy in CardSettings.ChangePolicy.allCases {
      let judgement = CardJudgement(
        of: try Self.facts(card), after: .facts(try Self.facts(Self.card)), policy, isLocal: false)
      #expect(judgement.withheld == (policy == .pin ? .card : .nothing))
      #expect(judgement.changes.map(\.description) == (policy == .pin ? ["the rest of the card"] : []))
      #expect(judgement.isAccepted == (policy != .pin))
    }
  }

  /// The order of lists without one is nobody's concern, and neither is how an address is written.
  @Test func isNoneForAnotherOrder() throws {
    var card = Self.card
    card["skills"] = .array((card["skills"]?.array ?? []).reversed())
    card["supportedInterfaces"] = [
      ["url": "/a2a#x", "protocolBinding": "JSONRPC", "tenant": ""],
      ["url": "https://WEATHER.example:443/a2a", "protocolBinding": "HTTP+JSON"],
    ]
    let judgement = CardJudgement(
      of: try Self.facts(card), after: .facts(try Self.facts(Self.card)), .warn, isLocal: false)
    #expect(judgement.withheld == .nothing)
    #expect(judgement.changes.isEmpty)
  }

  /// However many addresses there are, and however long: the one that is new is shown.
  @Test func aLongListHidesNothing() throws {
    func facts(_ last: String) throws -> CardFacts {
      var card = Self.card
      let paths = (0..<9).map { "\($0)" + String(repeating: "x", count: 90) } + [last]
      card["supportedInterfaces"] = .array(
        paths.map { ["url": .string("/\($0)"), "protocolBinding": "JSONRPC"] })
      return try Self.facts(card)
    }
    let changes = try facts("mine").changes(to: try facts("yours")).map(\.description)
    #expect(changes.count == 1)
    #expect(changes.first?.hasPrefix("addresses: https://weather.example/mine, ") == true)
    #expect(changes.first?.contains("→ https://weather.example/yours, ") == true)
  }

  /// The same name is not the same key.
  @Test func holdsBackAnotherKeyOfTheSameName() throws {
    let old = try Self.facts(Self.card, key: "a")
    var new = old
    new.keys = [CardFacts.Key(name: "a", thumbprint: "b")]
    let judgement = CardJudgement(of: new, after: .facts(old), .accept, isLocal: false)
    #expect(judgement.withheld == .agent)
    #expect(judgement.changes.map(\.description) == ["signing key: a (a) → a (b)"])
  }

  /// A card that is met beside another must speak of the same places and proofs, and with `pin` in the same words.
  @Test(
    arguments: [
      ("description", "Else.", CardJudgement.Withheld.nothing), ("url", "https://evil.example", .agent),
      ("securitySchemes", [:], .agent), ("security", [["bearer": ["all"]]], .agent),
    ] as [(String, JSONValue, CardJudgement.Withheld)])
  func theOtherCardIsNoWayRoundTheFirst(
    _ member: String, _ value: JSONValue, _ withheld: CardJudgement.Withheld
  ) throws {
    var card = Self.card
    card[member] = value
    if member == "url" { card["supportedInterfaces"] = nil }
    let open = try Self.facts(Self.card, key: "a")
    for policy in CardSettings.ChangePolicy.allCases {
      let judgement = CardJudgement(
        of: try Self.facts(card, key: "a"), after: .other(open), policy, isLocal: false)
      let expected = withheld == .nothing && policy == .pin ? .skills(besides: []) : withheld
      #expect(judgement.withheld == expected)
      #expect(judgement.isAccepted == (expected == .nothing))
    }
  }

  /// Cards are signed one by one: who has signed the one says nothing of the other.
  @Test(arguments: CardSettings.ChangePolicy.allCases, ["a", "b", nil] as [String?])
  func theOtherCardHasASignerOfItsOwn(_ policy: CardSettings.ChangePolicy, _ key: String?) throws {
    let open = try Self.facts(Self.card, key: "a")
    let judgement = CardJudgement(
      of: try Self.facts(Self.card, key: key), after: .other(open), policy, isLocal: false)
    #expect(judgement.withheld == .nothing)
    #expect(judgement.isAccepted)
  }

  /// Two skills of one id are never one of them.
  @Test func equalIDsDoNotHideEachOther() throws {
    func facts(_ ids: [String]) throws -> CardFacts {
      var card = Self.card
      card["skills"] = .array(
        zip(ids, ["first", "second", "third"]).map { ["id": .string($0), "description": .string($1)] })
      return try Self.facts(card)
    }
    let changes = try facts(["a", "a"]).changes(to: try facts(["a", "a", "a-2"]))
    #expect(changes.contains { $0.description.contains("third") }, "\(changes)")
  }

  /// However long an id is, it is kept short, and no other becomes the same.
  @Test func longIDsAreKeptApart() {
    let long = String(repeating: "x", count: 2_000)
    let keys = [long + "a", long + "b", "x", CardFacts.key(ofSkill: long + "a")].map(CardFacts.key)
    #expect(Set(keys).count == 4)
    #expect(keys.allSatisfy { $0.utf8.count < 200 })
  }

  @Test(
    arguments: [
      ("a", nil, "signing key: a → none"), ("a", "b", "signing key: a → b"),
    ] as [(String?, String?, String)])
  func holdsBackAnotherSigner(_ before: String?, _ after: String?, _ line: String) throws {
    let old = try Self.facts(Self.card, key: before)
    let new = try Self.facts(Self.card, key: after)
    let judgement = CardJudgement(of: new, after: .facts(old), .accept, isLocal: false)
    #expect(judgement.withheld == .agent)
    #expect(judgement.changes.map(\.description) == [line])
  }

  /// A key that the user has named since is noted, and missed when it is gone again.
  @Test(arguments: CardSettings.ChangePolicy.allCases)
  func takesASignatureThatCanBeVerifiedNow(_ policy: CardSettings.ChangePolicy) throws {
    let (old, new) = (try Self.facts(Self.card), try Self.facts(Self.card, key: "a"))
    let judgement = CardJudgement(of: new, after: .facts(old), policy, isLocal: false)
    #expect(judgement.withheld == .nothing)
    #expect(judgement.changes.isEmpty)
    #expect(judgement.isAccepted)
    #expect(CardJudgement(of: old, after: .facts(new), policy, isLocal: false).withheld == .agent)
  }

  /// Agents of this machine may move about on it, and nowhere else.
  @Test(arguments: [
    ("http://127.0.0.1:2/a2a", CardJudgement.Withheld.nothing), ("http://localhost:3/a2a", .nothing),
    ("https://weather.example/a2a", .agent), ("http://10.0.0.1/a2a", .agent),
  ]) func trustsThisMachine(_ url: String, _ withheld: CardJudgement.Withheld) throws {
    func facts(_ url: String) throws -> CardFacts {
      var card = Self.card
      card["supportedInterfaces"] = [["url": .string(url), "protocolBinding": "JSONRPC"]]
      return try Self.facts(card, at: "http://127.0.0.1:1/card.json")
    }
    let (old, new) = (try facts("http://127.0.0.1:1/a2a"), try facts(url))
    for policy in CardSettings.ChangePolicy.allCases {
      // Where nothing else is withheld, the card as a whole still is.
      let expected = policy == .pin && withheld == .nothing ? .card : withheld
      #expect(
        CardJudgement(of: new, after: .facts(old), policy, isLocal: true).withheld == expected, "\(policy)")
    }
    #expect(CardJudgement(of: new, after: .facts(old), .warn, isLocal: false).withheld == .agent)
  }

  @Test func theFirstCardIsAccepted() throws {
    for policy in CardSettings.ChangePolicy.allCases {
      let judgement = CardJudgement(of: try Self.facts(Self.card), after: .nothing, policy, isLocal: false)
      #expect(judgement.isAccepted)
      #expect(judgement.withheld == .nothing)
      #expect(judgement.changes.isEmpty)
    }
  }

  /// With a note that somebody else may have written, nothing is as it was accepted.
  @Test(arguments: CardSettings.ChangePolicy.allCases)
  func withoutATrustedNoteAllIsWithheld(_ policy: CardSettings.ChangePolicy) throws {
    let facts = try Self.facts(Self.card)
    let judgement = CardJudgement(of: facts, after: .unclear("changed"), policy, isLocal: false)
    #expect(judgement.withheld == .agent)
    #expect(!judgement.isAccepted)
    #expect(judgement.obstacle == "changed")
    // Whoever accepts it sees all that it says.
    let lines = judgement.changes.map(\.description)
    #expect(lines.contains("addresses: none → https://weather.example/a2a"))
    #expect(lines.contains(#"the agent's description: "" → "Tells the weather.""#))
    #expect(lines.contains(#"skill "forecast" is new: Forecast – Looks ahead."#))
  }

  @Test func aChangeOfTheOpenCardCountsBesideTheOther() throws {
    let old = try Self.facts(Self.card)
    var moved = Self.card
    moved["supportedInterfaces"] = [["url": "https://evil.example", "protocolBinding": "JSONRPC"]]
    let open = CardJudgement(of: try Self.facts(moved), after: .facts(old), .warn, isLocal: false)
    #expect(open.joined(with: .unchanged).withheld == .agent)
    #expect(open.joined(with: .unchanged).changes.count == 1)
    #expect(CardJudgement.unchanged.joined(with: open).withheld == .agent)
  }
}
