import Crypto
import CryptoExtras
import Encodings
import FoundationEssentials
package import JSON

/// A public key of a JSON Web Key Set (RFC 7517, RFC 7518 §6, RFC 8037), of a kind whose signatures can be checked
/// here.
package struct SigningKey: Sendable {
  /// The name by which signatures say that they are this key's; nil where it has none.
  package let id: String?
  /// What may be checked with it: what its kind can, or the one thereof that it is meant for.
  package let algorithms: [SignatureAlgorithm]
  /// What tells this key from every other, whatever it is called (RFC 7638): the digest of its material in base64url.
  package let thumbprint: String
  private let material: Material

  fileprivate enum Material: Sendable {
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
    case rsa(_RSA.Signing.PublicKey)
  }

  /// How long an RSA key is: shorter ones are no proof, and longer ones cost more time than a stranger is given.
  package static let rsaBits = 2_048...8_192
  /// The most bytes of an RSA key's public exponent; 65537 takes three.
  package static let maxExponentBytes = 8
  /// The most bytes of a key's name.
  package static let maxID = 512

  /// - Returns: nil for another kind of key, for one that is meant for something else, and for what is none.
  package init?(_ json: JSONValue) {
    guard Self.isForSignatures(json), let material = Material(json),
      let thumbprint = Self.thumbprint(json)
    else { return nil }
    var algorithms = material.algorithms
    if let only = json["alg"] {
      algorithms = algorithms.filter { $0.rawValue == only.string }
      guard !algorithms.isEmpty else { return nil }
    }
    if let id = json["kid"] {
      guard let id = id.string, id.utf8.count <= Self.maxID else { return nil }
      self.id = id
    } else {
      id = nil
    }
    self.algorithms = algorithms
    self.thumbprint = thumbprint
    self.material = material
  }

  /// RFC 7517 §4.2, §4.3.
  private static func isForSignatures(_ json: JSONValue) -> Bool {
    if let use = json["use"], use.string != "sig" { return false }
    guard let operations = json["key_ops"] else { return true }
    return operations.array?.contains("verify") ?? false
  }

  /// The members that make a key of each kind, in the order in which they are digested (RFC 7638 §3.2, RFC 8037 §2).
  private static let members = [
    "EC": ["crv", "kty", "x", "y"], "OKP": ["crv", "kty", "x"], "RSA": ["e", "kty", "n"],
  ]

  private static func thumbprint(_ json: JSONValue) -> String? {
    guard let names = json["kty"]?.string.flatMap({ members[$0] }) else { return nil }
    var key: JSONObject = [:]
    for name in names {
      guard let text = json[name]?.string else { return nil }
      let isWord = name == "kty" || name == "crv"
      // Written anew: the same bytes have several spellings, and the same number may begin with zeros.
      guard
        let text = isWord
          ? text
          : Base64URL.bytes(text).map({
            Base64URL.text(name == "e" || name == "n" ? Array($0.drop { $0 == 0 }) : $0)
          })
      else {
        return nil
      }
      key[name] = .string(text)
    }
    return Base64URL.text(Array(SHA256.hash(data: JSONValue.object(key).serialized())))
  }

  /// Whether `signature` is this key's over `bytes`, in the algorithm that somebody names: the key decides whether it
  /// may be that.
  package func signed(_ bytes: [UInt8], _ signature: [UInt8], algorithm: SignatureAlgorithm) -> Bool {
    guard algorithms.contains(algorithm) else { return false }
    return switch material {
    case .p256(let key):
      (try? P256.Signing.ECDSASignature(rawRepresentation: signature))
        .map { key.isValidSignature($0, for: bytes) } ?? false
    case .p384(let key):
      (try? P384.Signing.ECDSASignature(rawRepresentation: signature))
        .map { key.isValidSignature($0, for: bytes) } ?? false
    case .p521(let key):
      (try? P521.Signing.ECDSASignature(rawRepresentation: signature))
        .map { key.isValidSignature($0, for: bytes) } ?? false
    case .ed25519(let key): key.isValidSignature(signature, for: bytes)
    case .rsa(let key): key.signed(bytes, signature, algorithm: algorithm)
    }
  }
}

extension SigningKey.Material {
  fileprivate init?(_ json: JSONValue) {
    switch (json["kty"]?.string, json["crv"]?.string) {
    case ("EC", "P-256"):
      guard let point = Self.point(json, bytes: 32),
        let key = try? P256.Signing.PublicKey(rawRepresentation: point)
      else { return nil }
      self = .p256(key)
    case ("EC", "P-384"):
      guard let point = Self.point(json, bytes: 48),
        let key = try? P384.Signing.PublicKey(rawRepresentation: point)
      else { return nil }
      self = .p384(key)
    case ("EC", "P-521"):
      guard let point = Self.point(json, bytes: 66),
        let key = try? P521.Signing.PublicKey(rawRepresentation: point)
      else { return nil }
      self = .p521(key)
    case ("OKP", "Ed25519"):
      guard let x = Self.number(json, "x"), x.count == 32,
        let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x)
      else { return nil }
      self = .ed25519(key)
    case ("RSA", _):
      guard let key = Self.rsa(json) else { return nil }
      self = .rsa(key)
    default: return nil
    }
  }

  fileprivate var algorithms: [SignatureAlgorithm] {
    switch self {
    case .p256: [.es256]
    case .p384: [.es384]
    case .p521: [.es512]
    case .ed25519: [.edDSA, .ed25519]
    case .rsa: [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
    }
  }

  private static func number(_ json: JSONValue, _ name: String) -> [UInt8]? {
    json[name]?.string.flatMap { Base64URL.bytes($0) }
  }

  /// A point of a curve, whose coordinates are written at full length (RFC 7518 §6.2.1.2).
  private static func point(_ json: JSONValue, bytes count: Int) -> [UInt8]? {
    guard let x = number(json, "x"), let y = number(json, "y"), x.count == count, y.count == count else {
      return nil
    }
    return x + y
  }

  private static func rsa(_ json: JSONValue) -> _RSA.Signing.PublicKey? {
    guard let modulus = number(json, "n"), let exponent = number(json, "e"),
      modulus.count <= SigningKey.rsaBits.upperBound / 8 + 1, exponent.count <= SigningKey.maxExponentBytes,
      let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent),
      SigningKey.rsaBits.contains(key.keySizeInBits)
    else { return nil }
    return key
  }
}

extension _RSA.Signing.PublicKey {
  fileprivate func signed(_ bytes: [UInt8], _ signature: [UInt8], algorithm: SignatureAlgorithm) -> Bool {
    let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
    // "Insecure" is what the library calls the padding of RS256 for signing anew; of old signatures it is secure
    // enough.
    return switch algorithm {
    case .rs256: isValidSignature(signature, for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5)
    case .rs384: isValidSignature(signature, for: SHA384.hash(data: bytes), padding: .insecurePKCS1v1_5)
    case .rs512: isValidSignature(signature, for: SHA512.hash(data: bytes), padding: .insecurePKCS1v1_5)
    case .ps256: isValidSignature(signature, for: SHA256.hash(data: bytes), padding: .PSS)
    case .ps384: isValidSignature(signature, for: SHA384.hash(data: bytes), padding: .PSS)
    case .ps512: isValidSignature(signature, for: SHA512.hash(data: bytes), padding: .PSS)
    case .es256, .es384, .es512, .edDSA, .ed25519: false
    }
  }
}
