import CCurl
import Telemetry

extension EasyHandle {
  /// The largest body that libcurl copies, so as to send it in one go with the header. Larger ones it reads
  /// from the caller's array while sending.
  static let copiedBodyLimit = 64 << 10

  /// Sets up everything `request` needs, on a handle that is new or reset.
  ///
  /// - Throws: `HTTPError` with the cause `invalidRequest` or `unencrypted`.
  func prepare(_ request: HTTPRequest, for transfer: Transfer, _ setup: ClientSetup) throws(HTTPError) {
    try request.fields.validate()
    try request.checkCredentials(setup.policy)
    try setRules()
    try setTrust(setup.policy.tls, setup.systemAuthorities)
    if request.acceptsCompression { try set(CURLOPT_ACCEPT_ENCODING, "gzip") }
    try setTarget(request)
    try setRoute(request.url, for: transfer, setup)
    if !request.method.isIdempotent { try set(CURLOPT_MAXAGE_CONN, setup.limits.freshnessForUnrepeatable) }
    try setBody(request, from: transfer)
    try setHeaders(Self.headerLines(of: request, at: setup.now()))
    try report(to: transfer)
  }

  /// What holds for every request.
  private func setRules() throws(HTTPError) {
    try set(CURLOPT_NOSIGNAL, 1)
    // Without it, removing a handle waits for its name look-up, and everyone else with it.
    try set(CURLOPT_QUICK_EXIT, 1)
    try set(CURLOPT_PROTOCOLS_STR, "http,https")
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    try set(CURLOPT_TCP_NODELAY, 1)
    try set(CURLOPT_BUFFERSIZE, Self.bufferBytes)
    try set(CURLOPT_TCP_KEEPALIVE, 1)
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
  }

  /// Who is believed to be the server, and who the client is.
  ///
  /// - Parameter systemAuthorities: the folder of those of the system.
  private func setTrust(_ tls: ConnectionPolicy.TLS, _ systemAuthorities: String?) throws(HTTPError) {
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    let minimum = tls.minimumVersion == .tls13 ? CURL_SSLVERSION_TLSv1_3 : CURL_SSLVERSION_TLSv1_2
    try set(CURLOPT_SSLVERSION, Int(minimum))
    try set(CURLOPT_CAPATH, systemAuthorities)
    if let authorities = tls.authorities {
      try set(CURLOPT_CAINFO, authorities)
      if !tls.trustsSystem { try set(CURLOPT_CAPATH, nil) }
    }
    if !tls.pins.isEmpty { try set(CURLOPT_PINNEDPUBLICKEY, tls.pins.joined(separator: ";")) }
    guard let certificate = tls.certificate else { return }
    try set(CURLOPT_SSLCERT, certificate)
    try set(CURLOPT_SSLKEY, tls.key ?? certificate)
    // Without any, OpenSSL would ask at the terminal, and everyone would wait.
    try (tls.passphrase ?? Secret("")).withRevealed { (text) throws(HTTPError) in
      try set(CURLOPT_KEYPASSWD, text)
    }
  }

  /// Where the connection leads, and who may say no to it.
  private func setRoute(_ url: WebURL, for transfer: Transfer, _ setup: ClientSetup) throws(HTTPError) {
    try set(CURLOPT_NOPROXY, "")
    if let text = setup.proxies.proxy(for: url) {
      guard let proxy = Proxies.address(text) else { throw HTTPError(.refused, Proxies.unusable) }
      try set(CURLOPT_PROXY, proxy)
      // Names behind it are its own to look up, but an address is what it is.
      if let address = IPAddress(url.host) { try transfer.checkAddress(address) }
    } else {
      try set(CURLOPT_PROXY, "")
      try checkAddresses(for: transfer)
    }
    guard let addresses = setup.resolver?(url) else { return }
    try setAddresses("\(url.host):\(url.port):\(addresses.joined(separator: ","))")
  }

  private func setTarget(_ request: HTTPRequest) throws(HTTPError) {
    try set(CURLOPT_URL, request.url.description)
    try set(CURLOPT_HTTP_VERSION, Self.version(of: request))
    // Only HTTP/2 makes it worth waiting for another transfer's connection.
    try set(CURLOPT_PIPEWAIT, request.mayShareConnection ? 1 : 0)
    if request.version == .http2, request.url.scheme == "http", !Libcurl.keepsPlainHTTP2 {
      try set(CURLOPT_FRESH_CONNECT, 1)
      try set(CURLOPT_FORBID_REUSE, 1)
    }
    // The loop keeps the deadlines; this one is libcurl's too, so that it divides the time among addresses.
    try set(CURLOPT_CONNECTTIMEOUT_MS, request.deadlines.connect?.milliseconds ?? Self.noConnectTimeout)
  }

  private static func version(of request: HTTPRequest) -> Int {
    switch (request.version, request.url.scheme) {
    case (_, "https"): Int(CURL_HTTP_VERSION_2TLS)  // Agreed on by ALPN.
    case (.http2, _): Int(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
    case (.negotiated, _): Int(CURL_HTTP_VERSION_1_1)
    }
  }

  /// About 24 days: 0 would mean libcurl's own 300 s.
  private static let noConnectTimeout = Int(CInt.max)

  private func setBody(_ request: HTTPRequest, from transfer: Transfer) throws(HTTPError) {
    if request.method == .head {
      guard request.body == nil else { throw HTTPError(.invalidRequest, "a HEAD request has no body") }
      return try set(CURLOPT_NOBODY, 1)
    }
    if let body = request.body ?? (request.method.expectsBody ? [] : nil) {
      try set(CURLOPT_POST, 1)
      if body.count <= Self.copiedBodyLimit {
        try setCopiedBody(body)
      } else {
        try readBody(from: transfer, count: body.count)
      }
    }
    try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
  }

  /// The fields in libcurl's form, where `Name:` removes what it would add and `Name;` sends no value.
  private static func headerLines(of request: HTTPRequest, at time: CalendarTime) -> [String] {
    var lines = ["Expect:"]
    // Silence would be leave for any coding (RFC 9110 §12.5.3).
    if !request.acceptsCompression { lines.append("Accept-Encoding: identity") }
    // libcurl would call the body a form.
    if request.fields["content-type"] == nil { lines.append("Content-Type:") }
    let signature = request.awsSignature.map {
      AWSAuthorization(request: request, signature: $0, time: time).fields
    }
    for (name, value) in Array(request.fields) + (signature ?? []) {
      let isBlank = value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      lines.append(isBlank ? "\(name);" : "\(name): \(value)")
    }
    return lines
  }
}

extension HTTPRequest {
  /// Whether it may travel over HTTP/2, beside others on one connection.
  var mayShareConnection: Bool { version == .http2 || url.scheme == "https" }
}

extension Duration {
  /// Whole milliseconds, rounded up so that a wait never ends before its time, at least 1 and at most `CInt.max`.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    guard seconds < Int64(CInt.max) / 1000 else { return Int(CInt.max) }
    return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }
}
