import A2AProtobuf
package import JSON
import SwiftProtobuf

/// The ways in which a card is written down before it is signed (A2A 1.0 §8.4.1), in the order in which they are tried.
///
/// The specification's is one; the others are what the SDKs do. A signature over any of them covers all that the bridge
/// then takes from the card, because it goes on with ``Text/card``, not with the document that it got.
package enum SignedForm: String, Sendable, Hashable, CaseIterable {
  /// As a2a-sdk from 1.1 and a2a-js: the card of 1.0 without anything empty, written canonically (RFC 8785).
  case filled
  /// As the specification says: the card of 1.0 with its required members, empty or not, written canonically.
  case specified
  /// All that is there, written canonically.
  case whole
  /// As a2a-sdk 1.0: like ``filled``, but written by Python.
  case filledInPython
  /// As a2a-sdk 0.3: the card of 0.3 without anything empty and without what 0.3 takes for granted, written by Python.
  case oldInPython
  /// As CrewAI: all that is there but nulls, written by Python.
  case wholeInPython

  /// A card in one of the forms.
  package struct Text: Sendable {
    /// The card as far as the signature covers it: what may be there or not without a difference to it is not there.
    package let card: JSONValue
    /// What is signed.
    package let bytes: [UInt8]
  }

  /// - Returns: nil where the document can't be written so.
  package func text(of document: JSONObject) -> Text? {
    var unsigned = document
    unsigned["signatures"] = nil
    let whole = JSONValue.object(unsigned)
    switch self {
    case .filled: return (Self.model(whole)?.filled).flatMap { Text(canonically: $0) }
    case .specified: return (Self.model(whole)?.withRequiredMembers).flatMap { Text(canonically: $0) }
    case .whole: return Text(canonically: whole)
    case .filledInPython:
      return (Self.model(whole)?.filled).map { Text(card: $0, bytes: PythonText.of($0, numbers: .floats)) }
    case .oldInPython:
      let signed = whole.withoutDefaultsOf03.filled
      return Text(card: signed.withDefaultsOf03, bytes: PythonText.of(signed, numbers: .asSpelled))
    case .wholeInPython:
      let signed = whole.withoutNulls
      return Text(card: signed, bytes: PythonText.of(signed, numbers: .asSpelled))
    }
  }

  /// The card as 1.0 knows it, without members that 1.0 does not know; nil for what is no card of 1.0.
  private static func model(_ document: JSONValue) -> JSONValue? {
    var reading = JSONDecodingOptions()
    reading.ignoreUnknownFields = true
    var writing = JSONEncodingOptions()
    writing.useDeterministicOrdering = true
    guard let card = try? Proto10AgentCard(jsonUTF8Bytes: document.serialized(), options: reading),
      let bytes: [UInt8] = try? card.jsonUTF8Bytes(options: writing)
    else { return nil }
    return try? JSONValue(parsing: bytes)
  }
}

extension SignedForm.Text {
  fileprivate init?(canonically signed: JSONValue) {
    guard let canonical = signed.canonical else { return nil }
    self.init(card: signed, bytes: canonical.serialized())
  }
}

extension JSONValue {
  /// Without anything that is empty, and without what is empty then.
  fileprivate var filled: JSONValue { filledOrNil ?? [:] }

  fileprivate var filledOrNil: JSONValue? {
    switch self {
    case .null: return .none
    case .bool, .number: return self
    case .string(let text):
      if text.isEmpty { return .none }
      return self
    case .array(let elements):
      let filled = elements.compactMap(\.filledOrNil)
      if filled.isEmpty { return .none }
      return .array(filled)
    case .object(let object):
      let filled = object.compactMapValues(\.filledOrNil)
      if filled.isEmpty { return .none }
      return .object(filled)
    }
  }

  fileprivate var withoutNulls: JSONValue {
    switch self {
    case .null, .bool, .number, .string: self
    case .array(let elements): .array(elements.map(\.withoutNulls))
    case .object(let object): .object(object.withoutNulls)
    }
  }

  /// Without the members of 0.3 that say what would hold without them.
  fileprivate var withoutDefaultsOf03: JSONValue {
    guard var card = object else { return self }
    for (name, value) in [("protocolVersion", "0.3.0"), ("preferredTransport", "JSONRPC")]
    where card[name] == .string(value) { card[name] = nil }
    card["securitySchemes"] = card["securitySchemes"]?.object.map { schemes in
      .object(
        schemes.compactMapValues { scheme in
          var scheme = scheme.object ?? [:]
          scheme["type"] = nil
          return .object(scheme)
        })
    }
    return .object(card)
  }

  /// With what 0.3 takes for granted, and the types of security schemes that follow from their other members: the
  /// card's own words for them are not signed, and neither is a scheme that has nothing else.
  fileprivate var withDefaultsOf03: JSONValue {
    guard var card = object else { return self }
    if card["preferredTransport"] == nil { card["preferredTransport"] = "JSONRPC" }
    card["securitySchemes"] = card["securitySchemes"]?.object.map { schemes in
      .object(
        schemes.compactMapValues { scheme in
          guard var scheme = scheme.object else { return .none }
          let types = [
            ("flows", "oauth2"), ("openIdConnectUrl", "openIdConnect"), ("in", "apiKey"), ("scheme", "http"),
          ]
          guard let type = types.first(where: { scheme[$0.0]?.filledOrNil != nil })?.1 else { return .none }
          scheme["type"] = .string(type)
          return .object(scheme)
        })
    }
    return .object(card)
  }

  /// With the members that the specification requires, where they are empty and so were left out (A2A 1.0 §4.4).
  fileprivate var withRequiredMembers: JSONValue {
    guard var card = object else { return self }
    card.require(["name", "description", "version"], as: "")
    card.require(["supportedInterfaces", "defaultInputModes", "defaultOutputModes", "skills"], as: [])
    card.require(["capabilities"], as: [:])
    card.requireInEach("supportedInterfaces", ["url", "protocolBinding", "protocolVersion"])
    card.requireInEach("skills", ["id", "name", "description"])
    card["skills"] = card["skills"]?.array.map { skills in
      .array(
        skills.map { skill in
          var skill = skill.object ?? [:]
          skill.require(["tags"], as: [])
          return .object(skill)
        })
    }
    card["provider"] = card["provider"]?.object.map { provider in
      var provider = provider
      provider.require(["url", "organization"], as: "")
      return .object(provider)
    }
    return .object(card)
  }
}

extension JSONObject {
  fileprivate var withoutNulls: JSONObject {
    JSONObject(
      members.filter { !$0.value.isNull }.map { Member(name: $0.name, value: $0.value.withoutNulls) })
  }

  fileprivate func compactMapValues(_ transform: (JSONValue) -> JSONValue?) -> JSONObject {
    JSONObject(
      members.compactMap { member in transform(member.value).map { Member(name: member.name, value: $0) } })
  }

  fileprivate mutating func require(_ names: [String], as empty: JSONValue) {
    for name in names where self[name] == nil { self[name] = empty }
  }

  fileprivate mutating func requireInEach(_ list: String, _ names: [String]) {
    self[list] = self[list]?.array.map { elements in
      .array(
        elements.map { element in
          var element = element.object ?? [:]
          element.require(names, as: "")
          return .object(element)
        })
    }
  }
}
