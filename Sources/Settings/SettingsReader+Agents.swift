import JSON
import Telemetry

extension SettingsReader {
  /// The agents with their defaults, in the order of the file.
  mutating func agents(in root: SettingsSection<RootKey>) -> [AgentSettings] {
    let defaults =
      section(root[.defaults], as: AgentKey.self, keys: AgentKey.inheritable)
      .map { options(in: $0) } ?? AgentOptions()
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
    if section[.url] == nil, section[.card] == nil { report("\(field.path).url is missing", at: field.path) }
    let url = value(section[.url], AgentURL.checked)
    let card = card(in: section[.card])
    let isEnabled = flag(section[.enabled]) ?? true
    let options = options(in: section).over(defaults)
    return assembled(field, name: name, url: url, card: card, isEnabled: isEnabled, options: options)
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
    case .unavailable(let reason): reasons.insert(reason, at: 0)
    case nil: break
    }
    switch card {
    case .value(let card): agent.card = card
    case .unavailable(let reason): reasons.insert(reason, at: 0)
    case nil: break
    }
    checkHeaders(of: agent, field)
    if !isEnabled {
      agent.status = .off
    } else if !reasons.isEmpty {
      let reason = clean(reasons.joined(separator: "; "))
      agent.status = .disabled(reason: reason)
      find(
        .error, "\(agent.name.map { "agent \"\($0)\"" } ?? "\(field.path)") is disabled: \(reason)",
        at: field.path)
    }
    return agent
  }

  /// The card in a file, or the one that stands here. Here it is taken as it is: `${VAR}` means nothing in it.
  private mutating func card(in field: SettingsField?) -> Resolved<OwnCard>? {
    guard let field else { return nil }
    if field.value.object != nil { return .value(OwnCard(document: field.value)) }
    guard field.value.string != nil else {
      reportKind(of: field, expected: "the path of a card, or a card")
      return nil
    }
    switch path(field) {
    case .value(let path):
      do throws(OwnCard.Failure) {
        return .value(try OwnCard(file: path, files: files))
      } catch {
        return Resolved.unavailable("\(error)").named(field.path)
      }
    case .unavailable(let reason): return .unavailable(reason)
    case nil: return nil
    }
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

// MARK: - The bridge as a whole

extension SettingsReader {
  mutating func logging(in field: SettingsField?) -> LogOptions {
    var options = LogOptions()
    guard let logging = section(field, as: LoggingKey.self) else { return options }
    options.level = demanded(value(logging[.level], SettingsWord.logLevel), logging[.level]) ?? options.level
    options.format =
      demanded(value(logging[.format], SettingsWord.reading), logging[.format]) ?? options.format
    options.file = demanded(path(logging[.file]), logging[.file])
    return options
  }

  mutating func stateDirectory(in field: SettingsField?) -> String? {
    section(field, as: StateKey.self).flatMap { demanded(path($0[.dir]), $0[.dir]) }
  }

  mutating func limits(in field: SettingsField?) -> BridgeLimits {
    var limits = BridgeLimits()
    guard let section = section(field, as: LimitKey.self) else { return limits }
    let calls = integer(section[.concurrentCalls], in: BridgeLimits.concurrentCallsRange)
    limits.concurrentCalls = calls ?? limits.concurrentCalls
    return limits
  }

  mutating func ownTools(in field: SettingsField?) -> OwnToolSettings {
    var tools = OwnToolSettings()
    guard let section = section(field, as: OwnToolKey.self) else { return tools }
    tools.taskList = flag(section[.taskList]) ?? tools.taskList
    return tools
  }

  mutating func push(in field: SettingsField?) -> PushSettings? {
    guard let section = section(field, as: PushKey.self) else { return nil }
    let url = demanded(value(section[.url], AgentURL.checked), section[.url])
    guard let place = section[.listen] else {
      if let place = section[.url] {
        report("\(section.path).listen is missing: the place that the URL leads to", at: place.path)
      }
      return nil
    }
    guard let listen = demanded(value(place, ListenAddress.checked), place) else { return nil }
    if listen.isUnspecified, section[.url] == nil {
      report("\(section.path).url is missing: no agent can call \(listen)", at: section.path)
    }
    if listen.port == 0, url != nil {
      find(
        .warning,
        "\(place.path) has the port 0, another one at each start, and \(section.path).url must lead to it",
        at: place.path)
    }
    return PushSettings(listen: listen, url: url)
  }
}
