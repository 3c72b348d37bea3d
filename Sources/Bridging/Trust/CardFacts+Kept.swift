import JSON

extension CardFacts {
  /// - Parameter isShort: Without the words, for the digests alone tell of changes.
  func json(isShort: Bool = false) -> JSONObject {
    [
      "agent": .object(agent.json(isShort: isShort)),
      "skills": .object(
        JSONObject(
          skills.sorted { $0.key < $1.key }
            .map { JSONObject.Member(name: $0.key, value: .object($0.value.json(isShort: isShort))) })),
      "addresses": .array(addresses.map { ["origin": .string($0.origin), "place": .string($0.place)] }),
      "schemes": .array(schemes.map { .string($0) }),
      "requirements": .array(requirements.map { .string($0) }),
      "keys": .array(keys.map { ["name": .string($0.name), "thumbprint": .string($0.thumbprint)] }),
      "document": .string(document),
    ]
  }

  /// - Returns: nil for what ``json(isShort:)`` has not made.
  init?(_ json: JSONValue) {
    guard let agent = json["agent"].flatMap(Words.init(kept:)), let skills = json["skills"]?.object,
      let addresses = json["addresses"]?.array, let schemes = Self.strings(json["schemes"]),
      let requirements = Self.strings(json["requirements"]), let keys = json["keys"]?.array,
      let document = json["document"]?.string
    else { return nil }
    self.agent = agent
    self.skills = [:]
    for skill in skills.members {
      guard let words = Words(kept: skill.value) else { return nil }
      self.skills[skill.name] = words
    }
    self.addresses = []
    for address in addresses {
      guard let origin = address["origin"]?.string, let place = address["place"]?.string else { return nil }
      self.addresses.append(Address(origin: origin, place: place))
    }
    self.schemes = schemes
    self.requirements = requirements
    self.keys = []
    for key in keys {
      guard let name = key["name"]?.string, let thumbprint = key["thumbprint"]?.string else { return nil }
      self.keys.append(Key(name: name, thumbprint: thumbprint))
    }
    self.document = document
  }

  private static func strings(_ json: JSONValue?) -> [String]? {
    guard let values = json?.array else { return nil }
    let strings = values.compactMap(\.string)
    return strings.count == values.count ? strings : nil
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
