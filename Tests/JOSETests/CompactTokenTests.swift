import Crypto
import CryptoExtras
import Encodings
import JOSE
import JSON
import Testing

@Suite("Tokens that the bridge signs") struct CompactTokenTests {
  private static let ec = P256.Signing.PrivateKey()

  @Test("are those of their key with ES256")
  func es256() throws {
    let key = try SigningPrivateKey(pem: Self.ec.pemRepresentation, for: .es256)
    let token = try CompactToken.signed(header: ["kid": "k"], claims: ["iss": "me"], by: key)
    let parts = token.split(separator: ".").map(String.init)
    #expect(
      Base64(parts[0]).map { String(decoding: $0.bytes, as: UTF8.self) } == #"{"kid":"k","alg":"ES256"}"#)
    #expect(Base64(parts[1]).map { String(decoding: $0.bytes, as: UTF8.self) } == #"{"iss":"me"}"#)
    let signature = try P256.Signing.ECDSASignature(rawRepresentation: Base64(parts[2])?.bytes ?? [])
    #expect(Self.ec.publicKey.isValidSignature(signature, for: Array("\(parts[0]).\(parts[1])".utf8)))
    #expect(!token.contains("="))
  }

  @Test("are those of their key with RS256")
  func rs256() throws {
    let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    for pem in [rsa.pemRepresentation, rsa.pkcs8PEMRepresentation] {
      let key = try SigningPrivateKey(pem: pem, for: .rs256)
      let token = try CompactToken.signed(claims: ["iss": "me"], by: key)
      let parts = token.split(separator: ".").map(String.init)
      let signature = _RSA.Signing.RSASignature(rawRepresentation: Base64(parts[2])?.bytes ?? [])
      let signed = Array("\(parts[0]).\(parts[1])".utf8)
      #expect(rsa.publicKey.isValidSignature(signature, for: signed, padding: .insecurePKCS1v1_5))
    }
  }

  @Test("are said by a header that can't claim another algorithm")
  func algorithm() throws {
    let key = try SigningPrivateKey(pem: Self.ec.pemRepresentation, for: .es256)
    let token = try CompactToken.signed(header: ["alg": "none"], claims: [:], by: key)
    let header = token.split(separator: ".").first.flatMap { Base64(String($0)) }
    #expect(header.map { String(decoding: $0.bytes, as: UTF8.self) } == #"{"alg":"ES256"}"#)
  }

  static let unreadable: [(String, SigningPrivateKey.Algorithm)] = [
    ("", .es256), ("no key", .rs256), (ec.publicKey.pemRepresentation, .es256),
    (ec.pemRepresentation, .rs256),
    (P384.Signing.PrivateKey().pemRepresentation, .es256),
    (String(repeating: "A", count: SigningPrivateKey.maximumBytes + 1), .es256),
  ]

  @Test("need a key that fits, and what is wrong with another is said without it", arguments: unreadable)
  func refusals(_ pem: String, _ algorithm: SigningPrivateKey.Algorithm) {
    let error = #expect(throws: SigningPrivateKey.Invalid.self) {
      try SigningPrivateKey(pem: pem, for: algorithm)
    }
    #expect(error.map { !"\($0)".contains("BEGIN") && "\($0)".hasPrefix("the private key is") } == true)
  }

  @Test("need an RSA key that nobody can guess")
  func shortKey() throws {
    let short = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1024)).pemRepresentation
    #expect(throws: SigningPrivateKey.Invalid.unreadable(.rs256)) {
      try SigningPrivateKey(pem: short, for: .rs256)
    }
  }

  @Test("come of a key that is never printed")
  func secrecy() throws {
    let key = try SigningPrivateKey(pem: Self.ec.pemRepresentation, for: .es256)
    var text = "\(key) \(String(reflecting: key))"
    dump(key, to: &text)
    #expect(text == "a private key for ES256 a private key for ES256- a private key for ES256\n")
  }
}
