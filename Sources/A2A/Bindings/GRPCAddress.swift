package import HTTP

/// The address of a gRPC server as cards write it: `host:port`, a URL, or a target of gRPC's own kinds.
package enum GRPCAddress {
  /// The URL that `text`, found in the card at `source`, means.
  ///
  /// An address that names no scheme means TLS, except where the card itself came without it.
  /// A local one in a card from elsewhere means the card's host: its author did not know a better name.
  /// - Throws: `InvalidURL` for what is none of these, such as a Unix socket.
  package static func url(_ text: String, from source: WebURL) throws(InvalidURL) -> WebURL {
    let (stated, scheme) = try parse(text)
    let isLocal = stated.isLoopback || stated.isUnspecified
    let isHere = isLocal && source.isLoopback
    let origin = Origin(
      scheme: scheme ?? source.scheme,
      host: stated.isUnspecified || isLocal && !isHere ? source.host : stated.host, port: stated.port)
    return stated.replacing(origin: origin)
  }

  /// The address as if it were of https, and the scheme that it really names, if any.
  private static func parse(_ text: String) throws(InvalidURL) -> (url: WebURL, scheme: String?) {
    let lowercased = text.lowercased()
    for (prefix, scheme) in [("http://", "http"), ("https://", "https"), ("grpcs://", "https")]
    where lowercased.hasPrefix(prefix) {
      return (try WebURL("\(scheme)://\(text.dropFirst(prefix.count))"), scheme)
    }
    let authority = authority(of: text)
    guard !authority.isEmpty, !authority.contains("/") else {
      throw InvalidURL(reason: "A gRPC address is host:port, perhaps with http, https, grpc or dns before it")
    }
    return (try WebURL("https://\(authority)"), nil)
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
