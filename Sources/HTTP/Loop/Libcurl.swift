import CCurl

/// libcurl itself, which wants to be initialised once before its first handle.
enum Libcurl {
  /// Initialises on first use, exactly once; the language sees to both.
  ///
  /// It is never undone: that would need the proof that no other code in the process uses libcurl.
  static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  /// Whether a connection of HTTP/2 without TLS can carry a second request. Before 8.0 it breaks with it (curl#10634).
  static let keepsPlainHTTP2: Bool = {
    guard let info = unsafe curl_version_info(CURLVERSION_FIRST) else { return false }
    return unsafe info.pointee.version_num >= 0x08_0000
  }()
}
