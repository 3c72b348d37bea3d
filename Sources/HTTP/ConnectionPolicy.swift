package import Telemetry

/// Whom a client connects to, and as whom. Agents of one policy share their connections; those of others never do.
package struct ConnectionPolicy: Sendable, Hashable {
  /// Trust between the two ends of a connection. Paths are absolute.
  package struct TLS: Sendable, Hashable {
    package enum Version: Sendable, Hashable {
      case tls12, tls13
    }

    /// Certificates in PEM to trust in place of the system's.
    package var authorities: String?
    /// Whether the system's are trusted as well as `authorities`; without those they are in any case. It is the folder
    /// of them that counts, so not where libcurl knows only a file.
    package var trustsSystem = false
    /// The client's own certificate in PEM, its key, and what that is encrypted with.
    package var certificate: String?
    package var key: String?
    package var passphrase: Secret?
    package var minimumVersion = Version.tls12
    /// The only public keys that the server may have, as curl writes them: `sha256//…`. Empty: any trusted one.
    package var pins: [String] = []

    package init() {}
  }

  /// Which addresses a name may lead to. Looked at when a connection is made, at the very address that it is made to.
  ///
  /// A proxy that the environment names is the user's own word, so its address may be any; and what the names behind it
  /// lead to is the proxy's to check.
  package enum Reach: Sendable, Hashable {
    /// Those of hosts that the user has configured: private ones, too, unless the name led to public ones before;
    /// never link-local or otherwise special ones, but for those that the configuration itself writes down: `literals`,
    /// in any form that `IPAddress` reads.
    case configured(literals: Set<String> = [])
    /// Public ones only: for addresses that somebody else has named.
    case publicOnly
  }

  package var tls: TLS
  package var reach: Reach
  /// Whether requests that carry credentials may go over plain http to other machines than this one.
  package var allowsPlainCredentials: Bool

  package init(tls: TLS = TLS(), reach: Reach = .configured(), allowsPlainCredentials: Bool = false) {
    self.tls = tls
    self.reach = reach
    self.allowsPlainCredentials = allowsPlainCredentials
  }
}
