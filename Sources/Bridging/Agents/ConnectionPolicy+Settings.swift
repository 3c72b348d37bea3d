import HTTP
import Settings
import Telemetry

extension ConnectionPolicy {
  /// How an agent is connected to.
  ///
  /// - Parameter origins: Those that the configuration writes down for it.
  /// - Throws: for what can't be had before a connection is made.
  init(_ settings: AgentSettings, origins: Set<Origin>) throws(RemoteAgent.Invalid) {
    let hosts = origins.map(\.host) + settings.credential.servers.compactMap { try? WebURL($0).host }
    self.init(
      tls: try TLS(settings.tls), reach: .configured(hosts: hosts),
      allowsPlainCredentials: settings.allowsHTTP)
  }

  /// How the servers of others are connected to that the configuration names beside an agent: where its tokens come
  /// from, and the keys of those who sign its card. The agent's authorities count for them, and the system's too, but
  /// the certificate and the pinned keys are between the bridge and the agent.
  init(serversBeside agent: AgentSettings) {
    var tls = TLS()
    tls.authorities = agent.tls.authorities
    tls.trustsSystem = agent.tls.authorities != nil
    tls.minimumVersion = TLS.Version(agent.tls.minimumVersion)
    let addresses = agent.credential.servers + agent.cardTrust.keys
    self.init(tls: tls, reach: .configured(hosts: addresses.compactMap { try? WebURL($0).host }))
  }
}

extension ConnectionPolicy.TLS.Version {
  fileprivate init(_ version: TLSSettings.Version) {
    self =
      switch version {
      case .tls12: .tls12
      case .tls13: .tls13
      }
  }
}

extension ConnectionPolicy.TLS {
  fileprivate init(_ settings: TLSSettings) throws(RemoteAgent.Invalid) {
    self.init()
    authorities = settings.authorities
    certificate = settings.certificate
    key = settings.key
    passphrase = settings.passphrase
    minimumVersion = ConnectionPolicy.TLS.Version(settings.minimumVersion)
    pins = settings.pins
  }
}

extension CredentialSettings {
  /// The addresses of authorization servers that the configuration writes down.
  fileprivate var servers: [String] {
    if case .oauth(let settings) = self { settings.server.addresses } else { [] }
  }
}
