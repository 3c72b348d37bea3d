import Crypto
import CryptoExtras
import Encodings
import FoundationEssentials
import JSON
import Testing

@testable import JOSE

@Suite struct SigningKeyTests {
  static let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

  @Test(arguments: [
    #"{"kty":"oct","k":"AAAA"}"#, #"{"kty":"EC","crv":"P-256","x":"AA"}"#, "[]", "null", "{}",
    #"{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}"#, #"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#,
    // Coordinates are written at full length.
    #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcH"}"#,
    // Not on the curve.
    #"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}"#,
  ])
  func refuses(_ json: String) throws {
    #expect(SigningKey(try JSONValue(parsing: Array(json.utf8))) == nil)
  }

  /// What a key is meant for, and whether it may check signatures then.
  @Test(arguments: [
    ("", true), (#","use":"sig""#, true), (#","use":"enc""#, false), (#","use":1"#, false),
    (#","alg":"EdDSA""#, true), (#","alg":"Ed25519""#, true), (#","alg":"ES256""#, false),
    (#","alg":"none""#, false), (#","alg":null"#, false), (#","key_ops":["verify"]"#, true),
    (#","key_ops":["sign","verify"]"#, true), (#","key_ops":["encrypt"]"#, false),
    (#","key_ops":"verify""#, false),
    (#","kid":"a""#, true), (#","kid":1"#, false),
  ]) func isForWhatItSays(_ members: String, _ isTaken: Bool) throws {
    let json = #"{"kty":"OKP","crv":"Ed25519","x":"\#(Self.x)"\#(members)}"#
    #expect((SigningKey(try JSONValue(parsing: Array(json.utf8))) != nil) == isTaken)
  }

  /// RFC 8037 A.3: a key is known by its material, whatever else is said of it and however that is written.
  @Test(arguments: ["", #","kid":"a","use":"sig""#, #","alg":"EdDSA""#])
  func isKnownByItsMaterial(_ members: String) throws {
    let json = #"{"x":"\#(Self.x)","crv":"Ed25519","kty":"OKP"\#(members)}"#
    let key = try #require(SigningKey(try JSONValue(parsing: Array(json.utf8))))
    #expect(key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
  }

  @Test(arguments: [(1_024, false), (2_048, true)])
  func wantsRSAKeysOfALengthThatHolds(_ bits: Int, _ isTaken: Bool) throws {
    let size = _RSA.Signing.KeySize(bitCount: bits)
    let numbers = try _RSA.Signing.PrivateKey(unsafeKeySize: size).publicKey.getKeyPrimitives()
    let json: JSONObject = [
      "kty": "RSA", "n": .string(Base64URL.text(numbers.modulus)),
      "e": .string(Base64URL.text(numbers.publicExponent)),
    ]
    #expect((SigningKey(.object(json)) != nil) == isTaken)
  }

  @Test func takesNoRSAKeyThatIsWorkForever() throws {
    let long = Base64URL.text([UInt8](repeating: 0xFF, count: SigningKey.rsaBits.upperBound / 8 + 2))
    #expect(SigningKey(["kty": "RSA", "n": .string(long), "e": "AQAB"]) == nil)
    let key = try _RSA.Signing.PrivateKey(keySize: .bits2048).publicKey.getKeyPrimitives()
    let exponent = Base64URL.text([UInt8](repeating: 0xFF, count: SigningKey.maxExponentBytes + 1))
    #expect(
      SigningKey(["kty": "RSA", "n": .string(Base64URL.text(key.modulus)), "e": .string(exponent)]) == nil)
  }
}
