package import HTTP

/// The address of a gRPC server as cards write it: `host:port`, a URL, or a target of gRPC's own kinds.
package enum GRPCAddress {
  /// The URL that `text`, found in the card at `source`, means.
  ///
  /// An address that names no scheme means TLS, except on this machine and where the card itself came without it.
  /// - Throws: `InvalidURL` for what is none of these, such as a Unix socket.
  package static func url(_ text: String, from source: WebURL) throws(InvalidURL) -> WebURL {
    let lowercased = text.lowercased()
    if lowercased.hasPrefix("http://") || lowercased.hasPrefix("https://") { return try WebURL(text) }
    if lowercased.hasPrefix("grpcs://") { return try WebURL("https://" + text.dropFirst("grpcs://".count)) }
    let authority = authority(of: text)
    guard !authority.isEmpty, !authority.contains("/") else {
      throw InvalidURL(reason: "A gRPC address is host:port, perhaps with http, https, grpc or dns before it")
    }
    let secure = try WebURL("https://" + authority)
    let isPlain = secure.isLoopback || secure.isUnspecified || source.scheme == "http"
    return isPlain ? try WebURL("http://" + authority) : secure
  }

  /// Host and port of an address that says nothing of TLS. `dns:` may name a server for the look-up, which counts for
  /// nothing here.
  private static func authority(of text: String) -> String {
    let text = text.hasSuffix("/") ? text.dropLast() : text[...]
    if text.lowercased().hasPrefix("dns:") {
      return text.dropFirst("dns:".count).split(separator: "/").last.map(String.init) ?? ""
    }
    let prefix = ["grpc://", "ipv4:", "ipv6:"].first { text.lowercased().hasPrefix($0) } ?? ""
    return String(text.dropFirst(prefix.count))
  }
}
