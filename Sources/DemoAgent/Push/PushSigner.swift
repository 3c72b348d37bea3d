internal import Crypto
internal import JSON

/// Signs notifications the way A2A's samples do: with a JSON Web Token about the body, by a key that the agent
/// publishes.
struct PushSigner: Sendable {
  private let key = P256.Signing.PrivateKey()
  private let keyID = UniqueID.next()

  /// A token (RFC 7519) for the post of `body`.
  func signature(of body: [UInt8], about taskID: String) -> String {
    let header: JSONValue = ["alg": "ES256", "typ": "JWT", "kid": .string(keyID)]
    let claims: JSONValue = [
      "iat": JSONValue(Timestamp.now.secondsSince1970),
      "jti": .string(UniqueID.next()),
      "taskId": .string(taskID),
      "request_body_sha256": .string(SHA256.hash(data: body).map(Self.hex).joined()),
    ]
    let content = [header, claims].map { Base64.encodeForURL($0.serialized()) }.joined(separator: ".")
    // CryptoKit signs with whatever key it could make, so there is nothing left that could fail.
    guard let signature = try? key.signature(for: Array(content.utf8)) else { return content }
    return "\(content).\(Base64.encodeForURL(Array(signature.rawRepresentation)))"
  }

  /// The public key as a JWK Set (RFC 7517 §5).
  var keySet: JSONValue {
    let point = Array(key.publicKey.rawRepresentation)
    return [
      "keys": [
        [
          "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": .string(keyID),
          "x": .string(Base64.encodeForURL(Array(point.prefix(32)))),
          "y": .string(Base64.encodeForURL(Array(point.suffix(32)))),
        ]
      ]
    ]
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
