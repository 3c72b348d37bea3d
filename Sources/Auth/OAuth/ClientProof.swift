import Encodings
import FoundationEssentials
import HTTP
import JOSE
import JSON
import Settings
import Telemetry

/// What a request says of the client that makes it, and proves it with (RFC 6749 §2.3, RFC 7523 §2.2).
struct ClientProof: Sendable {
  /// Goes with the form.
  var parameters: [QueryItem] = []
  /// The value of the field `Authorization`.
  var authorization: Secret?
  /// The secret that it rests upon.
  var secret: Secret?

  /// How long a token that the client signs holds.
  static let assertionLifetime = 60
  static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

  /// - Parameters:
  ///   - secret: The client's secret or its private key; empty for a public client.
  ///   - audience: Whom an assertion is for: the server, by its endpoint for tokens.
  ///   - time: The time of day.
  ///   - id: What tells one assertion from another.
  init(
    _ settings: OAuthSettings, secret: Secret, audience: String, time: Timestamp, id: String
  ) throws(OAuthFailure) {
    self.secret = secret
    switch settings.clientAuthentication {
    case .none:
      parameters = [QueryItem("client_id", settings.clientID)]
    case .basic:
      // Both are encoded as in a form first (RFC 6749 §2.3.1), so that a colon in the id does no harm; but a blank as
      // %20, which every server understands, while some leave a plus as it is.
      let pair = secret.withRevealed {
        "\(FormEncoding.encode(settings.clientID)):\(FormEncoding.encode($0))".replacing("+", with: "%20")
      }
      authorization = Secret("Basic \(Data(pair.utf8).base64EncodedString())")
    case .post:
      parameters = secret.withRevealed {
        [QueryItem("client_id", settings.clientID), QueryItem("client_secret", $0)]
      }
    case .privateKeyJWT(_, let algorithm, let keyID):
      let now = Int(time.milliseconds / 1_000)
      let claims: JSONObject = [
        "iss": .string(settings.clientID), "sub": .string(settings.clientID), "aud": .string(audience),
        "jti": .string(id), "iat": JSONValue(now), "exp": JSONValue(now + Self.assertionLifetime),
      ]
      var header: JSONObject = ["typ": "JWT"]
      header["kid"] = keyID.map { .string($0) }
      let assertion = try Self.signed(header, claims, secret, SigningPrivateKey.Algorithm(algorithm))
      parameters = [
        QueryItem("client_id", settings.clientID), QueryItem("client_assertion_type", Self.assertionType),
        QueryItem("client_assertion", assertion),
      ]
    }
  }

  private static func signed(
    _ header: JSONObject, _ claims: JSONObject, _ key: Secret, _ algorithm: SigningPrivateKey.Algorithm
  ) throws(OAuthFailure) -> String {
    do throws(SigningPrivateKey.Invalid) {
      let key = try key.withRevealed { pem throws(SigningPrivateKey.Invalid) in
        try SigningPrivateKey(pem: pem, for: algorithm)
      }
      return try CompactToken.signed(header: header, claims: claims, by: key)
    } catch {
      throw OAuthFailure(.local, "\(error): see privateKey in the agent's \"auth\"")
    }
  }
}

extension OAuthSettings.ClientAuthentication {
  /// Where the client's secret, or its key, comes from; nil for a public client.
  var source: SecretSource? {
    switch self {
    case .none: nil
    case .basic(let secret), .post(let secret): secret
    case .privateKeyJWT(let key, _, _): key
    }
  }
}

extension SigningPrivateKey.Algorithm {
  fileprivate init(_ algorithm: OAuthSettings.Algorithm) {
    switch algorithm {
    case .es256: self = .es256
    case .rs256: self = .rs256
    }
  }
}
