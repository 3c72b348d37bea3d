/// Scheme, host and port: who is spoken to, and so who may see a credential (RFC 6454).
package struct Origin: Sendable, Hashable, CustomStringConvertible {
  /// `http` or `https`.
  package let scheme: String
  /// The host in lower case; an IPv6 address keeps its brackets.
  package let host: String
  /// The port, the scheme's own when the URL named none.
  package let port: Int

  /// Whether the host is this machine by its very name: 127.0.0.0/8, `::1` or `localhost`.
  package let isLoopback: Bool

  /// - Parameter host: In lower case, an IPv6 address in brackets.
  package init(scheme: String, host: String, port: Int) {
    self.scheme = scheme
    self.host = host
    self.port = port
    isLoopback = Self.isLoopback(host)
  }

  /// `https://host`, with the port when it isn't the scheme's own.
  package var description: String {
    let isDefault = port == (scheme == "https" ? 443 : 80)
    return "\(scheme)://\(host)" + (isDefault ? "" : ":\(port)")
  }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
