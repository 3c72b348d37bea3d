import CCurl

/// Owns one libcurl URL handle, freed exactly once, when the value dies.
@safe struct URLHandle: ~Copyable {
  private let raw: OpaquePointer

  /// A scheme is required, userinfo refused; what isn't ASCII in path and query is percent-encoded.
  private static let flags = UInt32(CURLU_DISALLOW_USER | CURLU_URLENCODE)

  /// - Throws: `InvalidURL` when libcurl can't parse `text`.
  static func parsing(_ text: String) throws(InvalidURL) -> URLHandle {
    guard let raw = unsafe curl_url() else { throw InvalidURL(reason: "Out of memory") }
    let handle = unsafe URLHandle(raw: raw)
    try handle.follow(text)
    return handle
  }

  /// The scheme of a proxy's address, read as libcurl reads it for a connection; nil for what is none.
  static func proxyScheme(of text: String) -> String? {
    guard let raw = unsafe curl_url() else { return nil }
    let handle = unsafe URLHandle(raw: raw)
    let flags = UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME)
    guard (try? handle.set(CURLUPART_URL, text, flags)) != nil else { return nil }
    return handle.part(CURLUPART_SCHEME)?.lowercased()
  }

  /// Takes ownership of `raw`. Does no more, for a noncopyable value can't be half initialised.
  @unsafe private init(raw: OpaquePointer) { unsafe self.raw = raw }

  deinit { unsafe curl_url_cleanup(raw) }

  /// Follows `reference` as a link found at the present URL (RFC 3986 §5).
  borrowing func follow(_ reference: String) throws(InvalidURL) {
    try set(CURLUPART_URL, reference, Self.flags)
  }

  private borrowing func set(_ part: CURLUPart, _ text: String, _ flags: UInt32) throws(InvalidURL) {
    // C strings end at a NUL: what follows it would be dropped in silence.
    guard !text.utf8.contains(0) else { throw InvalidURL(reason: "A URL cannot contain NUL") }
    let code = unsafe curl_url_set(raw, part, text, flags)
    guard code == CURLUE_OK else {
      throw InvalidURL(reason: unsafe String(cString: curl_url_strerror(code)))
    }
  }

  /// One part of the URL, or nil when it has none.
  borrowing func part(_ part: CURLUPart, _ flags: CInt = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe curl_url_get(raw, part, &text, UInt32(flags)) == CURLUE_OK, let text = unsafe text else {
      return nil
    }
    defer { unsafe curl_free(text) }
    return unsafe String(cString: text)
  }
}
