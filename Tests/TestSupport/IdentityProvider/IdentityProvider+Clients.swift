import Crypto
import CryptoExtras
import Encodings
import FoundationEssentials
import HTTP
import HTTPServer
import JSON
import Synchronization

extension IdentityProvider {
  struct Refusal: Error {
    let why: String
  }

  /// Who makes the request, if it proves that in exactly the way that the client is known for.
  func client(_ request: ServerRequest, _ form: [String: String]) -> Result<String, Refusal> {
    do throws(Refusal) {
      let (id, check) = try claim(request, form)
      guard let client = state.withLock({ $0.clients[id] }) else { throw Refusal(why: "unknown client") }
      try check(client.proof)
      return .success(id)
    } catch {
      return .failure(error)
    }
  }

  private typealias Check = (Client.Proof) throws(Refusal) -> Void

  private func claim(
    _ request: ServerRequest, _ form: [String: String]
  ) throws(Refusal) -> (id: String, check: Check) {
    if let field = request.fields["authorization"] {
      guard form["client_secret"] == nil, form["client_assertion"] == nil, field.hasPrefix("Basic "),
        let data = Data(base64Encoded: String(field.dropFirst(6)))
      else { throw Refusal(why: "two proofs") }
      let parts = String(decoding: data, as: UTF8.self).split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw Refusal(why: "no pair") }
      let pair = parts.map { FormEncoding.decode(String($0)).first?.name ?? "" }
      return (
        pair[0],
        { proof throws(Refusal) in
          guard case .basic(let secret) = proof, secret == pair[1] else { throw Refusal(why: "wrong secret") }
        }
      )
    }
    guard let id = form["client_id"] else { throw Refusal(why: "nobody") }
    return (
      id,
      { [self] proof throws(Refusal) in
        switch proof {
        case .none where form["client_secret"] == nil && form["client_assertion"] == nil: break
        case .post(let secret) where form["client_secret"] == secret && form["client_assertion"] == nil: break
        case .assertion(let key, let algorithm, let keyID) where form["client_secret"] == nil:
          try checkAssertion(form, id, key, algorithm, keyID)
        default: throw Refusal(why: "wrong proof")
        }
      }
    )
  }

  /// RFC 7523 §3.
  private func checkAssertion(
    _ form: [String: String], _ id: String, _ key: String, _ algorithm: String, _ keyID: String?
  ) throws(Refusal) {
    let parts = (form["client_assertion"] ?? "").split(separator: ".").map(String.init)
    guard form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
      let signature = Base64(parts[2])?.bytes
    else { throw Refusal(why: "no assertion") }
    guard header["alg"]?.string == algorithm, header["kid"]?.string == keyID else {
      throw Refusal(why: "wrong header")
    }
    let signed = Array("\(parts[0]).\(parts[1])".utf8)
    guard Self.isValid(signature, over: signed, key, algorithm) else { throw Refusal(why: "wrong signature") }
    guard claims["iss"]?.string == id, claims["sub"]?.string == id, claims["aud"]?.string == tokenURL else {
      throw Refusal(why: "wrong claims")
    }
    guard let issued = claims["iat"]?.int, let expires = claims["exp"]?.int, expires - issued == 60 else {
      throw Refusal(why: "wrong lifetime")
    }
    guard let name = claims["jti"]?.string, state.withLock({ $0.assertions.insert(name).inserted }) else {
      throw Refusal(why: "seen before")
    }
  }

  private static func object(_ text: String) -> JSONObject? {
    Base64(text).flatMap { try? JSONValue(parsing: $0.bytes) }?.object
  }

  private static func isValid(
    _ signature: [UInt8], over signed: [UInt8], _ key: String, _ algorithm: String
  ) -> Bool {
    switch algorithm {
    case "ES256":
      guard let key = try? P256.Signing.PublicKey(pemRepresentation: key),
        let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
      else { return false }
      return key.isValidSignature(signature, for: signed)
    case "RS256":
      guard let key = try? _RSA.Signing.PublicKey(pemRepresentation: key) else { return false }
      return key.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: signature), for: signed, padding: .insecurePKCS1v1_5)
    default: return false
    }
  }
}
