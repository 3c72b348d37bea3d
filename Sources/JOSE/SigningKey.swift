package import Crypto
import Encodings
package import JSON

/// A public key of a JSON Web Key Set (RFC 7517, RFC 8037), of a kind whose signatures can be checked here.
package enum SigningKey: Sendable {
  case p256(P256.Signing.PublicKey)
  case p384(P384.Signing.PublicKey)
  case ed25519(Curve25519.Signing.PublicKey)

  /// - Returns: nil for another kind of key, or what is none.
  package init?(_ json: JSONValue) {
    guard let x = json["x"]?.string.flatMap({ Base64($0)?.bytes }) else { return nil }
    let y = json["y"]?.string.flatMap { Base64($0)?.bytes } ?? []
    switch (json["kty"]?.string, json["crv"]?.string) {
    case ("EC", "P-256"):
      guard let key = try? P256.Signing.PublicKey(rawRepresentation: x + y) else { return nil }
      self = .p256(key)
    case ("EC", "P-384"):
      guard let key = try? P384.Signing.PublicKey(rawRepresentation: x + y) else { return nil }
      self = .p384(key)
    case ("OKP", "Ed25519"):
      guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x) else { return nil }
      self = .ed25519(key)
    default: return nil
    }
  }

  /// Whether `signature` is this key's over `bytes`, in the algorithm that a token names: the key decides which that
  /// must be.
  package func signed(_ bytes: [UInt8], _ signature: [UInt8], algorithm: String) -> Bool {
    switch (self, algorithm) {
    case (.p256(let key), "ES256"):
      (try? P256.Signing.ECDSASignature(rawRepresentation: signature))
        .map { key.isValidSignature($0, for: bytes) } ?? false
    case (.p384(let key), "ES384"):
      (try? P384.Signing.ECDSASignature(rawRepresentation: signature))
        .map { key.isValidSignature($0, for: bytes) } ?? false
    case (.ed25519(let key), "EdDSA"): key.isValidSignature(signature, for: bytes)
    case (.p256, _), (.p384, _), (.ed25519, _): false
    }
  }
}
