package import Telemetry

/// Whom the bridge believes to be the agent, and what it shows of itself. Paths are absolute.
package struct TLSSettings: Sendable, Hashable {
  package enum Version: String, Sendable, Hashable, CaseIterable {
    case tls12 = "1.2"
    case tls13 = "1.3"
  }

  /// Certificates in PEM to trust in place of the system's.
  package var authorities: String?
  /// The bridge's own certificate in PEM, with those above it.
  package var certificate: String?
  /// The key that belongs to it.
  package var key: String?
  /// What the key is encrypted with. Known from the start: a key is opened when a connection is made, on the thread of
  /// all transfers, where no program can be waited for.
  package var passphrase: Secret?
  package var minimumVersion = Version.tls12
  /// The only public keys that the agent may have: `sha256//…` in base64, as curl writes them. Empty: any trusted one.
  package var pins: [String] = []

  /// The most pins of one agent.
  package static let maximumPins = 16

  package init() {}
}
