package import JSON

extension AgentCard {
  /// Reads a card of any version. Everything but a sign that this is a card may be missing.
  ///
  /// - Throws: ``NotACard`` with what is wrong: a login page, an error or another service answered instead.
  package init(wire json: JSONValue) throws(NotACard) {
    guard json.object != nil else { throw NotACard("expected an object, found \(json.kind)") }
    let interfaces = AgentInterface.all(in: json)
    guard let name = json.first("name")?.filledString else { throw NotACard("it has no \"name\"") }
    guard !interfaces.isEmpty || json.first("skills") != nil else {
      throw NotACard("it names neither an interface, nor a \"url\", nor skills")
    }
    self.init(
      name: name,
      description: json.first("description")?.filledString,
      version: json.first("version")?.identifier,
      provider: json.first("provider")?.first("organization")?.filledString,
      interfaces: interfaces,
      capabilities: AgentCapabilities(wire: json.first("capabilities")),
      defaultInputModes: json.first("defaultInputModes", "default_input_modes").words,
      defaultOutputModes: json.first("defaultOutputModes", "default_output_modes").words,
      skills: (json.first("skills")?.array ?? []).compactMap { AgentSkill(wire: $0) },
      securitySchemes: SecurityScheme.all(in: json.first("securitySchemes", "security_schemes")))
  }
}

/// Why a document is not an agent's card.
package struct NotACard: Error, Sendable, Equatable {
  package let reason: String
  package init(_ reason: String) { self.reason = reason }
}

extension AgentInterface {
  /// 1.0's list wins; else the flat card of 0.x, which always means 0.3's words whatever version it claims.
  fileprivate static func all(in json: JSONValue) -> [AgentInterface] {
    let listed = json.first("supportedInterfaces", "supported_interfaces")?.array ?? []
    let interfaces = listed.compactMap { AgentInterface(wire: $0) }
    return interfaces.isEmpty ? flat(in: json) : interfaces
  }

  private init?(wire json: JSONValue) {
    guard let url = json.first("url")?.filledString else { return nil }
    self.init(
      url: url,
      binding: ProtocolBinding(
        named: json.first("protocolBinding", "protocol_binding", "transport")?.filledString ?? "JSONRPC"),
      protocolVersion: json.first("protocolVersion", "protocol_version")?.identifier,
      tenant: json.first("tenant")?.filledString)
  }

  private static func flat(in json: JSONValue) -> [AgentInterface] {
    var interfaces: [AgentInterface] = []
    if let url = json.first("url")?.filledString {
      let transport = json.first("preferredTransport", "preferred_transport")?.filledString ?? "JSONRPC"
      interfaces.append(
        AgentInterface(url: url, binding: ProtocolBinding(named: transport), protocolVersion: "0.3"))
    }
    for entry in json.first("additionalInterfaces", "additional_interfaces")?.array ?? [] {
      guard var interface = AgentInterface(wire: entry) else { continue }
      interface.protocolVersion = "0.3"
      if !interfaces.contains(interface) { interfaces.append(interface) }
    }
    return interfaces
  }
}

extension AgentCapabilities {
  fileprivate init(wire json: JSONValue?) {
    self.init(
      streaming: json?.first("streaming")?.bool ?? false,
      pushNotifications: json?.first("pushNotifications", "push_notifications")?.bool ?? false)
  }
}

extension AgentSkill {
  /// A skill without an id goes by its name, one without a name by its id.
  fileprivate init?(wire json: JSONValue) {
    let id = json.first("id")?.identifier
    let name = json.first("name")?.filledString
    guard let anchor = id ?? name else { return nil }
    self.init(
      id: anchor,
      name: name ?? anchor,
      description: json.first("description")?.filledString,
      tags: json.first("tags").words,
      examples: json.first("examples").words,
      inputModes: json.first("inputModes", "input_modes").words,
      outputModes: json.first("outputModes", "output_modes").words)
  }
}

extension SecurityScheme {
  /// 1.0 wraps each scheme in a member named after its kind, 0.3 writes `type` beside the rest.
  fileprivate static func all(in json: JSONValue?) -> [SecurityScheme] {
    (json?.object?.members ?? []).map { SecurityScheme(name: $0.name, kind: kind(of: $0.value)) }
  }

  private static func kind(of json: JSONValue) -> String {
    if let scheme = json.first("httpAuthSecurityScheme") { return http(scheme) }
    if let scheme = json.first("apiKeySecurityScheme") { return apiKey(scheme) }
    if json.first("oauth2SecurityScheme") != nil { return "oauth2" }
    if json.first("openIdConnectSecurityScheme") != nil { return "openIdConnect" }
    if json.first("mtlsSecurityScheme") != nil { return "mutualTLS" }
    return switch json.first("type")?.string {
    case "http": http(json)
    case "apiKey": apiKey(json)
    case .some(let type): type
    case nil: "unknown"
    }
  }

  private static func http(_ json: JSONValue) -> String {
    "http \((json.first("scheme")?.filledString ?? "bearer").lowercased())"
  }

  private static func apiKey(_ json: JSONValue) -> String {
    let place = json.first("location", "in")?.filledString ?? "header"
    return "apiKey in \(place) \(json.first("name")?.filledString ?? "")"
  }
}

extension JSONValue? {
  /// The strings of an array, without the empty ones.
  fileprivate var words: [String] { (self?.array ?? []).compactMap(\.filledString) }
}
