import CCurl

/// libcurl itself, which wants to be initialised once before its first handle.
enum Libcurl {
  /// Initialises on first use, exactly once; the language sees to both.
  ///
  /// It is never undone: that would need the proof that no other code in the process uses libcurl.
  static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  /// The folder of the authorities that libcurl trusts of itself; nil where it has none.
  static let systemAuthorities: String? = {
    guard isReady, let easy = EasyHandle() else { return nil }
    return easy.authoritiesFolder
  }()

  /// Whether it can reach a proxy itself by TLS.
  static let reachesProxiesByTLS: Bool = {
    guard let info = unsafe curl_version_info(CURLVERSION_FIRST) else { return false }
    return unsafe info.pointee.features & CURL_VERSION_HTTPS_PROXY != 0
  }()

  /// Whether a connection of HTTP/2 without TLS can carry a second request. Before 8.0 it breaks with it (curl#10634).
  static let keepsPlainHTTP2: Bool = {
    guard let info = unsafe curl_version_info(CURLVERSION_FIRST) else { return false }
    return unsafe info.pointee.version_num >= 0x08_0000
  }()
}
