import FoundationEssentials
import JOSE
import JSON
import Testing

@testable import A2A

/// Cards that the SDKs have signed (see Fixtures/signed/sign.py), as they serve them.
@Suite struct SignedFormTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/signed")

  static func json(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: Array(try Data(contentsOf: folder.appending(path: name + ".json"))))
  }

  /// What signs, and the form that it signs.
  private static let cards: [(String, SignedForm)] = [
    ("a2a-sdk-1.3.0-ES256", .filled), ("a2a-sdk-1.3.0-ES384", .filled), ("a2a-sdk-1.3.0-ES512", .filled),
    ("a2a-sdk-1.3.0-RS256", .filled), ("a2a-sdk-1.3.0-PS256", .filled), ("a2a-sdk-1.3.0-EdDSA", .filled),
    ("a2a-sdk-1.0.3-ES256", .filledInPython), ("a2a-sdk-0.3.26-ES256", .oldInPython),
    ("a2a-sdk-0.3.26-RS256", .oldInPython),
  ]

  /// The forms of `card` over which its signature is right.
  private static func forms(of card: JSONObject) throws -> [SignedForm] {
    let keys = try KeySet(try json("keys"))
    let signature = try WebSignature(entry: try #require(card["signatures"]?.array?.first))
    return SignedForm.allCases.filter { form in
      guard let text = form.text(of: card) else { return false }
      return keys.candidates(for: signature.header).contains { signature.isSigned(over: text.bytes, by: $0) }
    }
  }

  @Test(arguments: cards) func isTheOneThatWasSigned(_ name: String, _ form: SignedForm) throws {
    let card = try #require(try Self.json(name).object)
    #expect(try Self.forms(of: card) == [form])
  }

  /// What a document may differ in without being another: the order of members, spaces, the spelling of numbers.
  @Test(arguments: cards) func standsHoweverTheSameIsWritten(_ name: String, _ form: SignedForm) throws {
    let card = try #require(try Self.json(name).object)
    let reversed = try #require(Self.reversed(.object(card)).object)
    #expect(try Self.forms(of: reversed) == [form])
    let spaced = try JSONValue(
      parsing: Array(JSONValue.object(card).text.replacing(#"":"#, with: "\" :\n ").utf8))
    #expect(try Self.forms(of: try #require(spaced.object)) == [form])
  }

  private static func reversed(_ json: JSONValue) -> JSONValue {
    switch json {
    case .object(let object):
      .object(
        JSONObject(
          object.members.reversed().map { JSONObject.Member(name: $0.name, value: reversed($0.value)) }))
    case .array(let elements): .array(elements.map(reversed))
    case .number(let number) where number.text == "1e-07": .number(JSONNumber(text: "0.1E-6") ?? number)
    case .null, .bool, .number, .string: json
    }
  }

  /// Whatever of the card is altered at any depth: either the signature is no longer right, or what the bridge goes on
  /// with is as it was.
  @Test(arguments: [cards[0], cards[6], cards[7]]) func coversAllThatIsUsed(
    _ name: String, _ form: SignedForm
  ) throws {
    let card = try #require(try Self.json(name).object)
    let honest = try AgentCard(wire: try #require(form.text(of: card)).card)
    #expect(honest.securitySchemes.map(\.kind).contains("apiKey in header X-Key"))
    var altered = 0
    for other in Self.alterations(of: .object(card)) {
      guard let other = other.object,
        (try? WebSignature(entry: other["signatures"]?.array?.first ?? .null)) != nil
      else { continue }
      for form in try Self.forms(of: other) {
        let used = try AgentCard(wire: try #require(form.text(of: other)).card)
        #expect(used.withoutEmptyWords == honest.withoutEmptyWords, "\(JSONValue.object(other).text)")
      }
      altered += 1
    }
    #expect(altered > 100)
  }

  /// Members of another version's card, which some forms leave out, change nothing.
  @Test(arguments: cards) func leavesOutWhatNobodyHasSigned(_ name: String, _ form: SignedForm) throws {
    let card = try #require(try Self.json(name).object)
    let evil: JSONObject = [
      "supported_interfaces": [["url": "https://evil.example", "protocolBinding": "JSONRPC"]],
      "additionalInterfaces": [["url": "https://evil.example", "transport": "JSONRPC"]],
      "endpoint": "https://evil.example", "url": "https://evil.example", "security_schemes": [:],
      "default_input_modes": ["evil/evil"], "unknown": "x",
    ]
    for member in evil.members {
      var other = card
      other[member.name] = member.value
      for form in try Self.forms(of: other) {
        let used = try AgentCard(wire: try #require(form.text(of: other)).card)
        #expect(!used.interfaces.contains { $0.url.contains("evil") }, "\(member.name)")
        #expect(!used.defaultInputModes.contains("evil/evil"))
        #expect(!used.securitySchemes.isEmpty)
      }
    }
  }

  /// What a form leaves out because it is empty is not handed on either: to be there may mean something.
  @Test(arguments: cards) func handsOnNothingThatIsNotSigned(_ name: String, _ form: SignedForm) throws {
    let card = try #require(try Self.json(name).object)
    let signed = try #require(form.text(of: card)).card
    let additions: JSONObject = [
      "security": [[:]], "securityRequirements": [[:]], "google_a2a_compatible": "", "protocol": "",
      "endpoint": "", "supported_interfaces": [],
    ]
    for addition in additions.members {
      var (other, within) = (card, card)
      if other[addition.name] == nil { other[addition.name] = addition.value }
      var capabilities = within["capabilities"]?.object ?? [:]
      capabilities[addition.name] = addition.value
      within["capabilities"] = .object(capabilities)
      for changed in [other, within] where try Self.forms(of: changed) == [form] {
        #expect(try #require(form.text(of: changed)).card == signed, "\(addition.name)")
      }
    }
  }

  /// `json` with one value changed, removed, or added to, wherever there is one.
  private static func alterations(of json: JSONValue) -> [JSONValue] {
    switch json {
    case .null: [.string("x")]
    case .bool(let flag): [.bool(!flag)]
    case .number(let number): [.number(JSONNumber(number.double / 3 + 1) ?? number)]
    case .string(let text): [.string(text + "x"), .string(""), .string(text.uppercased() + "\u{200B}")]
    case .array(let elements):
      [.array(elements + [.string("x")]), .array([])]
        + elements.indices.flatMap { index in
          alterations(of: elements[index]).map { value in
            var changed = elements
            changed[index] = value
            return JSONValue.array(changed)
          }
        }
    case .object(let object):
      object.members.flatMap { member -> [JSONValue] in
        var without = object
        without[member.name] = nil
        var renamed = object
        renamed[member.name + "2"] = member.value
        return [.object(without), .object(renamed)]
          + alterations(of: member.value).map { value in
            var changed = object
            changed[member.name] = value
            return .object(changed)
          }
      }
    }
  }
}

extension AgentCard {
  /// The card without what a signature over a card without anything empty can't cover: schemes that are wanted without
  /// a scope are lists of nothing.
  fileprivate var withoutEmptyWords: AgentCard {
    var card = self
    card.securityRequirements = []
    return card
  }
}
