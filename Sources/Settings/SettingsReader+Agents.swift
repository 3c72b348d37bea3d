import JSON
import Telemetry

extension SettingsReader {
  /// The agents with their defaults, in the order of the file.
  mutating func agents(in root: SettingsSection<RootKey>) -> [AgentSettings] {
    let defaults =
      section(root[.defaults], as: AgentKey.self, keys: AgentKey.inheritable)
      .map { defaultOptions(in: $0) } ?? AgentOptions()
    guard let field = root[.agents] else {
      report(
        "\"agents\" is missing: name at least one agent, such as {\"agents\": [\"https://agent.example.com\"]}",
        at: .root)
      return []
    }
    guard let array = field.value.array else {
      reportWrongShape(field)
      return []
    }
    guard array.count <= BridgeSettings.maximumAgents else {
      report(
        "\(field.path) has \(array.count) entries; at most \(BridgeSettings.maximumAgents) are allowed",
        at: field.path)
      return []
    }
    if array.isEmpty { find(.warning, "\"agents\" is empty: there will be no tools", at: field.path) }
    var names: [String: JSONPath] = [:]
    return array.enumerated().compactMap { index, value in
      agent(SettingsField(value: value, path: field.path.appending(index: index)), defaults, &names)
    }
  }

  private mutating func reportWrongShape(_ field: SettingsField) {
    guard field.value.object != nil else {
      return reportKind(of: field, expected: "an array of URLs and objects")
    }
    let fix = "write [{\"name\": \"weather\", \"url\": \"https://…\"}], each agent with its name inside"
    report(
      "\(field.path) must be an array; found a map of names as in \"mcpServers\": \(fix)", at: field.path)
  }

  private mutating func agent(
    _ field: SettingsField, _ defaults: AgentOptions, _ names: inout [String: JSONPath]
  ) -> AgentSettings? {
    if field.value.string != nil {
      return assembled(field, url: value(field, AgentURL.checked), options: defaults)
    }
    guard field.value.object != nil else {
      reportKind(of: field, expected: "a URL or an object")
      return nil
    }
    guard let section = section(field, as: AgentKey.self) else { return nil }
    let name = value(section[.name], AgentName.checked)
    if let path = section[.name]?.path, case .value(let name) = name { checkUnique(name, path, &names) }
    var options = options(in: section)
    let card = card(in: section[.card], &options)
    if section[.url] == nil, !bringsCard(section[.card]) {
      report("\(field.path).url is missing", at: field.path)
    }
    let url = value(section[.url], AgentURL.checked)
    let isEnabled = flag(section[.enabled]) ?? true
    return assembled(
      field, name: name, url: url, card: card, isEnabled: isEnabled, options: options.over(defaults))
  }

  private mutating func defaultOptions(in section: SettingsSection<AgentKey>) -> AgentOptions {
    var options = options(in: section)
    readCardDefaults(section[.card], into: &options)
    return options
  }

  private mutating func checkUnique(_ name: String, _ path: JSONPath, _ names: inout [String: JSONPath]) {
    if let other = names[name]?.parent {
      report("\(path) must be unique; \(other) is called \"\(name)\" as well", at: path)
    } else {
      names[name] = path
    }
  }

  private mutating func assembled(
    _ field: SettingsField, name: Resolved<String>? = nil, url: Resolved<String>?,
    card: Resolved<OwnCard>? = nil, isEnabled: Bool = true, options: AgentOptions
  ) -> AgentSettings? {
    guard url != nil || card != nil else { return nil }
    var agent = AgentSettings()
    var reasons = options.apply(to: &agent)
    switch name {
    case .value(let name): agent.name = name
    case .unavailable(let reason): reasons.insert(reason, at: 0)
    case nil: break
    }
    switch url {
    case .value(let url): agent.url = url
    case .unavailable(let reason):
      reasons.insert(reason, at: 0)
      agent.unresolved.url = (field.value.object == nil ? field.value : field.value["url"])?.withoutQuery
    case nil: break
    }
    switch card {
    case .value(let card): agent.card = card
    case .unavailable(let reason):
      reasons.insert(reason, at: 0)
      let card = field.value["card"]
      agent.unresolved.cardFile = card?["file"] ?? card
    case nil: break
    }
    checkHeaders(of: agent, field)
    if agent.lacksKeys {
      reasons.append("card.signature is \"require\", but card.keys names nobody whose signature counts")
    }
    let plainHTTP = PlainHTTP(of: agent)
    if let reason = plainHTTP?.refusal { reasons.append(reason) }
    if !isEnabled {
      agent.status = .off
    } else if !reasons.isEmpty {
      let reason = clean(reasons.joined(separator: "; "))
      agent.status = .disabled(reason: reason)
      find(
        .error, "\(agent.name.map { "agent \"\($0)\"" } ?? "\(field.path)") is disabled: \(reason)",
        at: field.path)
    } else if let words = plainHTTP?.warning {
      find(.warning, "\(agent.name.map { "agent \"\($0)\"" } ?? "\(field.path)") \(words)", at: field.path)
    }
    return agent
  }

  /// A header that two settings write would be decided by chance.
  private mutating func checkHeaders(of agent: AgentSettings, _ field: SettingsField) {
    let name: String
    switch agent.credential {
    case .none, .apiKey(.query, _): return
    case .bearer, .basic, .oauth, .awsSigV4: name = "Authorization"
    case .apiKey(.header(let header), _): name = header
    case .apiKey(.cookie, _): name = "Cookie"
    }
    if agent.headers.contains(where: { $0.name.lowercased() == name.lowercased() }) {
      report(
        "\(field.path) sets the header \"\(name)\" by \"auth\" and by \"headers\"; keep one of them",
        at: field.path)
    }
  }
}

extension AgentSettings {
  /// True when no card could ever be good enough. The user's own needs no signature.
  fileprivate var lacksKeys: Bool {
    cardTrust.signatures == .require && cardTrust.keys.isEmpty && card == nil
  }
}
