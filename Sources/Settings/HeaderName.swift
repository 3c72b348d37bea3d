/// What a header in the configuration may be called.
enum HeaderName {
  /// The headers that the bridge or its HTTP engine writes, and that would break a request if they were replaced.
  static let reserved: Set = [
    "a2a-bridge-hop", "a2a-version", "accept", "accept-encoding", "connection", "content-encoding",
    "content-length", "content-type", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding",
    "upgrade",
  ]

  /// `text` if it is a token (RFC 9110 §5.6.2) and not one of the ``reserved``.
  static func checked(_ text: String) throws(Unusable) -> String {
    guard isToken(text) else {
      // Often the header as a whole, with the secret in it.
      throw Unusable("must be the name of a header (letters, digits and - _ .)", showsText: false)
    }
    guard !reserved.contains(text.lowercased()) else {
      throw Unusable("must be a header that the bridge does not write itself")
    }
    return text
  }

  static func isToken(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 128 && text.utf8.allSatisfy(isTokenByte)
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
