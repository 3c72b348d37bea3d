import Crypto
import Encodings
import FoundationEssentials
import JOSE
import JSON

/// A JWT as agents show it with their notifications (RFC 7519), taken apart.
struct SignedToken: Sendable {
  private let compact: CompactSignature
  private let claims: JSONValue

  /// The most bytes of one.
  static let maxLength = 8_192

  /// The token in a field `Authorization`; nil where another kind of credentials stands there, or none.
  static func text(in field: String?) -> Substring? {
    guard let field, field.lowercased().hasPrefix("bearer ") else { return nil }
    let text = field.dropFirst("bearer ".count)
    return text.split(separator: ".", omittingEmptySubsequences: false).count == 3 ? text : nil
  }

  init(_ text: Substring) throws(NotificationSignatures.Failure) {
    guard text.utf8.count <= Self.maxLength else {
      throw NotificationSignatures.Failure(reason: "its signature is too long")
    }
    do throws(UnreadableSignature) {
      compact = try CompactSignature(text)
    } catch {
      throw NotificationSignatures.Failure(reason: "its signature can't be read: \(error)")
    }
    guard let claims = try? JSONValue(parsing: compact.payload) else {
      throw NotificationSignatures.Failure(reason: "what its signature says is no JSON")
    }
    self.claims = claims
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

  /// Whether one of the keys that it may be made with has made the signature.
  func isSigned(byOneOf keys: KeySet) -> Bool {
    keys.candidates(for: compact.signature.header).contains(where: compact.isSigned)
  }
}
