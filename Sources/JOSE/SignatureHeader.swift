import Encodings
import JSON

/// What a signature says of itself under its own protection (RFC 7515 §4), read without indulgence.
///
/// Keys that it brings or names places of (`jwk`, `jku`, `x5c`, `x5u`) are not looked at: whoever can forge a signature
/// can also name a key.
package struct SignatureHeader: Sendable, Hashable {
  package let algorithm: SignatureAlgorithm
  /// The name of the key; nil where none is given.
  package let keyID: String?

  /// The most bytes of one, as it is written.
  package static let maxLength = 8_192

  /// - Parameter text: The header in base64url, as it is signed.
  init(_ text: String) throws(UnreadableSignature) {
    guard text.utf8.count <= Self.maxLength else {
      throw UnreadableSignature("its header has more than \(Self.maxLength) bytes")
    }
    guard let bytes = Base64URL.bytes(text), let header = Self.object(bytes) else {
      throw UnreadableSignature("its header is not a JSON object in base64url, each member once")
    }
    guard let name = header["alg"]?.string else { throw UnreadableSignature("it names no algorithm") }
    guard let algorithm = SignatureAlgorithm(rawValue: name) else {
      throw UnreadableSignature("its algorithm is not one of those that are accepted")
    }
    if header["crit"] != nil {
      throw UnreadableSignature("it depends on extensions (\"crit\"); none is known")
    }
    if header["b64"] != nil { throw UnreadableSignature("it is made over unencoded content (\"b64\")") }
    if let id = header["kid"] {
      guard let id = id.string, id.utf8.count <= SigningKey.maxID else {
        throw UnreadableSignature("its key's name can't be read")
      }
      keyID = id
    } else {
      keyID = nil
    }
    self.algorithm = algorithm
  }

  /// A member that comes twice could be read in two ways (RFC 7515 §4).
  private static func object(_ bytes: [UInt8]) -> JSONObject? {
    let limits = JSONLimits(depth: 8, values: 256)
    // The dialect of configurations refuses such members, the other one all that it allows beyond JSON.
    guard let json = try? JSONValue(parsing: bytes, limits: limits),
      (try? JSONValue(parsing: bytes, limits: limits, dialect: .configuration)) != nil
    else { return nil }
    return json.object
  }
}

/// Why something is no signature that could be checked.
package struct UnreadableSignature: Error, Hashable, CustomStringConvertible {
  /// Half a sentence, about "it".
  package let description: String

  init(_ description: String) { self.description = description }
}
