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
}

extension ConnectionPolicy.TLS {
  fileprivate init(_ settings: TLSSettings) throws(RemoteAgent.Invalid) {
    self.init()
    authorities = settings.authorities
    certificate = settings.certificate
    key = settings.key
    passphrase = settings.passphrase?.value
    // A key is opened when a connection is made, on the thread of all transfers: nothing may be waited for there.
    if case .command = settings.passphrase {
      throw RemoteAgent.Invalid(
        reason: "the passphrase of its \"tls\" key can't come from a command; use \"env\" or \"file\"")
    }
    minimumVersion =
      switch settings.minimumVersion {
      case .tls12: .tls12
      case .tls13: .tls13
      }
    pins = settings.pins
  }
}

extension CredentialSettings {
  /// The addresses of authorization servers that the configuration writes down.
  fileprivate var servers: [String] {
    guard case .oauth(let settings) = self else { return [] }
    return switch settings.server {
    case .issuer(let issuer): [issuer]
    case .endpoints(let token, let authorization, let device):
      [token, authorization, device].compactMap(\.self)
    }
  }
}
