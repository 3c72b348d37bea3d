import Crypto
import Encodings
import FoundationEssentials
import JOSE
import JSON

/// A JWT as agents show it with their notifications (RFC 7519), taken apart.
struct SignedToken: Sendable {
  private let algorithm: String
  private let claims: JSONValue
  private let signed: [UInt8]
  private let signature: [UInt8]

  private static let maxLength = 8_192

  /// The token in a field `Authorization`; nil where another kind of credentials stands there, or none.
  static func text(in field: String?) -> Substring? {
    guard let field, field.lowercased().hasPrefix("bearer ") else { return nil }
    let text = field.dropFirst("bearer ".count)
    return text.split(separator: ".", omittingEmptySubsequences: false).count == 3 ? text : nil
  }

  /// - Returns: nil for what is no signed token.
  init?(_ text: Substring) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= Self.maxLength, parts.count == 3,
      let header = Self.json(parts[0]), let claims = Self.json(parts[1]),
      let algorithm = header["alg"]?.string, let signature = Base64(String(parts[2]))?.bytes
    else { return nil }
    self.algorithm = algorithm
    self.claims = claims
    self.signature = signature
    signed = Array("\(parts[0]).\(parts[1])".utf8)
  }

  /// Checks what the token says of its time and of the body that it came with.
  func checkClaims(body: [UInt8], now: Date) throws(NotificationSignatures.Failure) {
    guard let digest = claims["request_body_sha256"]?.string else {
      throw NotificationSignatures.Failure(reason: "its signature does not cover the body")
    }
    guard digest.lowercased() == SHA256.hash(data: body).hexadecimal else {
      throw NotificationSignatures.Failure(reason: "its signature is of another body")
    }
    let age = claims["iat"]?.double.map { now.timeIntervalSince1970 - $0 } ?? .infinity
    guard abs(age) <= NotificationSignatures.maxAge / .seconds(1) else {
      throw NotificationSignatures.Failure(reason: "its signature is not of now")
    }
  }

  /// Whether `key` has made the signature.
  func isSigned(by key: SigningKey) -> Bool { key.signed(signed, signature, algorithm: algorithm) }

  private static func json(_ part: Substring) -> JSONValue? {
    Base64(String(part)).flatMap { try? JSONValue(parsing: $0.bytes) }
  }
}
