import JSON

extension CardReader {
  /// 1.0's list wins; then the flat card of 0.x, which always means 0.3's words whatever version it claims; then the
  /// one address that a guide gives.
  mutating func interfaces() -> [AgentInterface] {
    var interfaces = list(card.first("supportedInterfaces", "supported_interfaces"))
    if interfaces.isEmpty { interfaces = flat() }
    if interfaces.isEmpty, let endpoint = card.first("endpoint")?.filledString {
      note(.bareEndpoint)
      interfaces = [AgentInterface(url: endpoint, binding: .httpJSON)]
    }
    if interfaces.contains(where: \.isRelative) { note(.relativeAddress) }
    return first(Self.maxInterfaces, of: interfaces, "interfaces")
  }

  /// What the card tells of a dialect that `interfaces` can't name.
  func dialectHint(of interfaces: [AgentInterface]) -> DialectName? {
    let capabilities = card.first("capabilities")
    if capabilities?.first("google_a2a_compatible", "parts_array_format") != nil { return .v01 }
    if card.first("supportedInterfaces") != nil { return nil }
    if card.first("supported_interfaces") != nil {
      let saysNoVersion = card.statedVersion == nil && interfaces.allSatisfy { $0.protocolVersion == nil }
      return saysNoVersion ? .guide : nil
    }
    let saysObjective = card.first("protocol")?.string?.lowercased().hasPrefix("a2a/") ?? false
    let hasOnlyEndpoint = card.first("url") == nil && card.first("endpoint")?.filledString != nil
    return saysObjective || hasOnlyEndpoint ? .objective : nil
  }

  /// The interfaces of a list, or the one that stands where a list should.
  private mutating func list(_ json: JSONValue?) -> [AgentInterface] {
    let interfaces = (json?.array ?? json.map { [$0] } ?? []).compactMap { AgentInterface(wire: $0) }
    if interfaces.contains(where: { $0.protocolVersion == nil }) { note(.interfaceWithoutVersion) }
    return interfaces
  }

  private mutating func flat() -> [AgentInterface] {
    var interfaces: [AgentInterface] = []
    if let url = card.first("url")?.filledString {
      let transport = card.first("preferredTransport", "preferred_transport")?.filledString
      interfaces.append(AgentInterface(url: url, named: transport, protocolVersion: "0.3"))
    }
    for entry in card.first("additionalInterfaces", "additional_interfaces")?.array ?? [] {
      guard var interface = AgentInterface(wire: entry) else { continue }
      interface.protocolVersion = "0.3"
      if !interfaces.contains(interface) { interfaces.append(interface) }
    }
    if let version = card.statedVersion, !interfaces.isEmpty,
      !["0.2", "0.3"].contains(where: version.hasPrefix)
    {
      note(.claimsOtherVersion(version))
    }
    return interfaces
  }
}

extension AgentInterface {
  fileprivate init?(wire json: JSONValue) {
    guard let url = (json.first("url", "uri", "endpoint") ?? json).filledString else { return nil }
    self.init(
      url: url,
      named: json.first("protocolBinding", "protocol_binding", "transport", "binding")?.filledString,
      protocolVersion: json.statedVersion, tenant: json.first("tenant")?.filledString)
  }

  /// An interface whose binding may not be named: 0.x means JSON-RPC then.
  fileprivate init(url: String, named word: String?, protocolVersion: String?, tenant: String? = nil) {
    let isGRPC = ["grpc:", "grpcs:", "dns:"].contains { url.lowercased().hasPrefix($0) }
    self.init(
      url: url, binding: word.map { ProtocolBinding(named: $0) } ?? (isGRPC ? .grpc : .jsonRPC),
      protocolVersion: protocolVersion, tenant: tenant)
  }

  /// True for an address without a scheme. gRPC's `host:port` is none the less whole.
  fileprivate var isRelative: Bool { binding != .grpc && !url.contains("://") }
}

extension JSONValue {
  /// The A2A version that a card or an interface claims: `1.0`, also where it says `v1.0`.
  fileprivate var statedVersion: String? {
    let many = first("protocolVersions", "protocol_versions")?.array?.first
    guard let text = (first("protocolVersion", "protocol_version") ?? many)?.identifier else { return nil }
    let isPrefixed = text.lowercased().hasPrefix("v") && text.dropFirst().first?.isNumber == true
    return isPrefixed ? String(text.dropFirst()) : text
  }
}
