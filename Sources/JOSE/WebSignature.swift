import Encodings
package import JSON

/// A JSON Web Signature (RFC 7515) apart from what it signs.
package struct WebSignature: Sendable, Hashable {
  package let header: SignatureHeader
  private let protected: String
  private let signature: [UInt8]

  /// The most bytes of a signature: more than the longest key that is taken can make.
  package static let maxBytes = 2_048

  /// - Parameters:
  ///   - protected: The header, as it is signed.
  ///   - signature: The signature in base64url.
  package init(protected: String, signature: String) throws(UnreadableSignature) {
    header = try SignatureHeader(protected)
    guard signature.utf8.count <= Self.maxBytes, let bytes = Base64URL.bytes(signature), !bytes.isEmpty else {
      throw UnreadableSignature("what is signed with is not base64url")
    }
    self.protected = protected
    self.signature = bytes
  }

  /// One entry of `signatures` (RFC 7515 §7.2.1). Its `header`, which nobody has signed, is not looked at.
  package init(entry json: JSONValue) throws(UnreadableSignature) {
    guard let protected = json["protected"]?.string, let signature = json["signature"]?.string else {
      throw UnreadableSignature("it lacks \"protected\" or \"signature\"")
    }
    try self.init(protected: protected, signature: signature)
  }

  /// Whether `key` has made it over `payload`.
  package func isSigned(over payload: [UInt8], by key: SigningKey) -> Bool {
    firstSigner(over: payload, among: [key]) != nil
  }

  /// The first of `keys` that has made it over `payload`, which is written down once for all of them.
  package func firstSigner(over payload: [UInt8], among keys: some Sequence<SigningKey>) -> SigningKey? {
    let input = Array("\(protected).\(Base64URL.text(payload))".utf8)
    return keys.first { $0.signed(input, signature, algorithm: header.algorithm) }
  }
}

/// A signature in one line with what it signs (RFC 7515 §7.1).
package struct CompactSignature: Sendable, Hashable {
  package let signature: WebSignature
  package let payload: [UInt8]

  /// The most bytes of one.
  package static let maxLength = 64 << 10

  package init(_ text: some StringProtocol) throws(UnreadableSignature) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard text.utf8.count <= Self.maxLength, parts.count == 3 else {
      throw UnreadableSignature("it does not have three parts")
    }
    let words = parts.map { String(decoding: $0, as: UTF8.self) }
    signature = try WebSignature(protected: words[0], signature: words[2])
    guard let payload = Base64URL.bytes(words[1]) else {
      throw UnreadableSignature("what it signs is not base64url")
    }
    self.payload = payload
  }

  /// Whether `key` has made it.
  package func isSigned(by key: SigningKey) -> Bool { signature.isSigned(over: payload, by: key) }
}
