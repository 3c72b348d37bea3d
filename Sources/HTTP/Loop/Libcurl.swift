import CCurl

/// libcurl itself, which wants to be initialised once before its first handle.
enum Libcurl {
  /// Initialises on first use, exactly once; the language sees to both.
  ///
  /// It is never undone: that would need the proof that no other code in the process uses libcurl.
  static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
}
