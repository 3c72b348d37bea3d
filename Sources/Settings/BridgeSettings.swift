package import Telemetry

/// The whole configuration as plain values. Nothing here has been contacted, opened or started.
package struct BridgeSettings: Sendable {
  package var agents: [AgentSettings]
  package var logging = LogOptions()
  /// Where the bridge keeps what it knows between runs. Nil when there is no home directory and none was named.
  package var stateDirectory: String?
  package var limits = BridgeLimits()
  package var tools = OwnToolSettings()
  /// Nil: agents can't push.
  package var push: PushSettings?
  /// Nil: nothing is written down.
  package var audit: AuditSettings?
  /// The secrets that stand in all this, for whoever prints; those that are found later belong to them.
  package var redaction = Redaction()
  /// Warnings, and the reason of each agent that cannot be used.
  package var findings: [SettingsFinding] = []

  /// The most agents one configuration has.
  package static let maximumAgents = 128
}

extension BridgeSettings {
  /// Settings without a file, as `serve URL…` makes them: every agent with the defaults.
  ///
  /// The URLs are taken as they are, without `${VAR}`: a shell has expanded them already. One that is a path ending in
  /// `.json`, or a `file:` URL, names a file with an agent's card. Throws what is wrong with each and with the
  /// variables that override settings.
  package init(
    urls: [String], overrides flags: Overrides = Overrides(), environment: [String: String],
    files: FileSource = .system, redaction: Redaction = Redaction()
  ) throws(SettingsError) {
    self.redaction = redaction
    let overrides = flags.or(try Overrides(environment: environment))
    var problems: [String] = []
    var agents: [AgentSettings] = []
    for url in urls.prefix(Self.maximumAgents) {
      switch AgentArgument(url) {
      case .url:
        do throws(Unusable) {
          agents.append(AgentSettings(url: try AgentURL.checked(url)))
        } catch {
          problems.append("agent URL \(error.sentence(about: url))")
        }
      case .file(let path):
        do throws(OwnCard.Failure) {
          agents.append(AgentSettings(card: try OwnCard(file: path, files: files)))
        } catch {
          problems.append("\(error)")
        }
      }
    }
    if urls.count > Self.maximumAgents {
      problems.append("there are \(urls.count) agents; at most \(Self.maximumAgents) can be bridged")
    }
    guard problems.isEmpty else { throw SettingsError(problems) }
    self.agents = agents
    findings = agents.compactMap { PlainHTTP(of: $0) }
      .map { SettingsFinding(.warning, "an agent \($0.warning)", at: nil) }
    apply(overrides, environment: environment)
  }

  /// Puts what was said on the command line or in the environment over what the file says, and registers what is secret
  /// in addresses.
  mutating func apply(_ overrides: Overrides, environment: [String: String]) {
    logging.level = overrides.logLevel ?? logging.level
    logging.format = overrides.logFormat ?? logging.format
    stateDirectory =
      overrides.stateDirectory ?? stateDirectory ?? StandardDirectory.state.path(environment: environment)
    let secrets = AddressSecrets(redaction: redaction)
    secrets.registerProxies(in: environment)
    for address in agents.flatMap(\.addresses) + [push?.url].compactMap(\.self) {
      secrets.registerQuery(of: address)
    }
    guard let wait = overrides.wait else { return }
    for index in agents.indices { agents[index].wait = wait }
  }
}
