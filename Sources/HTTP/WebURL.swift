import CCurl

/// An absolute `http` or `https` URL, parsed and resolved by libcurl's own URL API, so that what was checked is
/// what is requested.
package struct WebURL: Sendable {
  /// Scheme, host and port.
  package let origin: Origin
  /// The path, percent-encoded, beginning with a slash.
  package let path: String
  /// What follows the question mark, percent-encoded; nil without one.
  package let query: String?

  /// Parses an absolute URL; white space around it and its fragment are dropped.
  ///
  /// - Throws: `InvalidURL` for another scheme, userinfo, a missing host, or what libcurl can't parse.
  package init(_ text: String) throws(InvalidURL) {
    try self.init(URLHandle.parsing(text.trimmingWhitespace))
  }

  private init(_ handle: borrowing URLHandle) throws(InvalidURL) {
    guard let scheme = handle.part(CURLUPART_SCHEME), scheme == "http" || scheme == "https" else {
      throw InvalidURL(reason: "Only http and https URLs are supported")
    }
    guard let host = handle.part(CURLUPART_HOST), !host.isEmpty else {
      throw InvalidURL(reason: "The URL has no host")
    }
    // libcurl converts by the locale, of which a server process has none.
    guard host.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw InvalidURL(reason: "A host name beyond ASCII must be written in its xn-- form")
    }
    // Decoded once, it would be decoded again wherever this URL is written and read.
    guard !host.utf8.contains(UInt8(ascii: "%")) else {
      throw InvalidURL(reason: "The URL's host is encoded twice")
    }
    // Two zones are two networks, which an origin couldn't tell apart.
    guard handle.part(CURLUPART_ZONEID) == nil else {
      throw InvalidURL(reason: "IPv6 zone identifiers are not supported")
    }
    guard let port = handle.part(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap(Int.init), port > 0 else {
      throw InvalidURL(reason: "The URL has no usable port")
    }
    origin = Origin(scheme: scheme, host: host.lowercased(), port: port)
    path = handle.part(CURLUPART_PATH) ?? "/"
    query = handle.part(CURLUPART_QUERY)
  }

  private init(origin: Origin, path: String, query: String?) {
    self.origin = origin
    self.path = path
    self.query = query
  }

  /// `http` or `https`.
  package var scheme: String { origin.scheme }
  /// The host in lower case; an IPv6 address keeps its brackets.
  package var host: String { origin.host }
  /// The port, the scheme's own when the URL named none.
  package var port: Int { origin.port }
  /// Whether the host is this machine by its very name: 127.0.0.0/8, `::1` or `localhost`.
  package var isLoopback: Bool { origin.isLoopback }

  /// The URL without its query, for logs and messages.
  package var redacted: String { origin.description + path }
}

extension WebURL {
  /// The URL that `reference`, found at this one, means (RFC 3986 §5).
  ///
  /// - Throws: `InvalidURL` as `init` does; the scheme may change only between http and https.
  package func resolving(_ reference: String) throws(InvalidURL) -> WebURL {
    let reference = reference.trimmingWhitespace
    // libcurl would drop the query here.
    if reference.isEmpty || reference.hasPrefix("#") { return self }
    let handle = try URLHandle.parsing(description)
    try handle.follow(reference)
    return try WebURL(handle)
  }

  /// The place `path` below this one, with `items` added to the query.
  ///
  /// - Parameter path: Percent-encoded; begins with a slash, or is empty for this very place.
  package func appending(path: String, query items: [QueryItem] = []) -> WebURL {
    guard !path.isEmpty || !items.isEmpty else { return self }
    let base = path.isEmpty || self.path.last != "/" ? self.path : String(self.path.dropLast())
    let added = items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
    let query = ([query].compactMap(\.self) + added).joined(separator: "&")
    return WebURL(origin: origin, path: base + path, query: query.isEmpty ? nil : query)
  }

  /// The same place with `item` in the query, in place of those of its name.
  package func replacing(_ item: QueryItem) -> WebURL {
    let name = PercentEncoding.encode(item.name)
    let others = (query ?? "").split(separator: "&").filter { other in
      PercentEncoding.decode(String(other.prefix { $0 != "=" })) != item.name
    }
    let query = (others.map(String.init) + ["\(name)=\(PercentEncoding.encode(item.value))"])
      .joined(separator: "&")
    return WebURL(origin: origin, path: path, query: query)
  }

  /// The same path and query at another origin.
  package func replacing(origin: Origin) -> WebURL {
    WebURL(origin: origin, path: path, query: query)
  }
}

extension WebURL: Hashable, CustomStringConvertible {
  /// The whole URL, query included; `redacted` is the one for logs.
  package var description: String { redacted + (query.map { "?" + $0 } ?? "") }
}

extension String {
  fileprivate var trimmingWhitespace: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
