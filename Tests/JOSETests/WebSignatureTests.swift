import Crypto
import CryptoExtras
import Encodings
import FoundationEssentials
import JSON
import Testing

@testable import JOSE

@Suite struct WebSignatureTests {
  /// A signature of one of the standards' own examples.
  struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    let key: JSONValue
    let compact: String
    var testDescription: String { name }
  }

  static let examples: [Example] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/rfc-signatures.json")
    let json = (try? Data(contentsOf: file)).flatMap { try? JSONValue(parsing: Array($0)) }
    return (json?.array ?? []).compactMap { entry in
      guard let name = entry["name"]?.string, let key = entry["key"], let text = entry["compact"]?.string
      else { return nil }
      return Example(name: name, key: key, compact: text)
    }
  }()

  @Test func examplesAreAllThere() { #expect(Self.examples.count == 7) }

  @Test(arguments: examples) func believesTheStandardsExamples(_ example: Example) throws {
    let key = try #require(SigningKey(example.key))
    let signature = try CompactSignature(example.compact)
    #expect(signature.isSigned(by: key))
    #expect(!signature.signature.isSigned(over: signature.payload + [0x20], by: key))
    #expect(!signature.signature.isSigned(over: [], by: key))
    for other in Self.examples where other.key != example.key {
      #expect(!signature.isSigned(by: try #require(SigningKey(other.key))))
    }
  }

  /// No signature stands with one bit of it or of what it signs turned.
  @Test(arguments: examples) func everyBitCounts(_ example: Example) throws {
    let key = try #require(SigningKey(example.key))
    let parts = example.compact.split(separator: ".").map(String.init)
    for part in [1, 2] {
      let bytes = try #require(Base64URL.bytes(parts[part]))
      for index in stride(from: 0, to: bytes.count, by: 7) {
        var changed = bytes
        changed[index] ^= 1
        var words = parts
        words[part] = Base64URL.text(changed)
        #expect(!(try CompactSignature(words.joined(separator: ".")).isSigned(by: key)))
      }
    }
  }

  @Test(
    arguments: [
      ("ES256", .es256), ("ES384", .es384), ("ES512", .es512), ("RS256", .rs256), ("RS384", .rs384),
      ("RS512", .rs512), ("PS256", .ps256), ("PS384", .ps384), ("PS512", .ps512), ("EdDSA", .edDSA),
      ("Ed25519", .ed25519),
    ] as [(String, SignatureAlgorithm)]) func readsAlgorithms(_ name: String, _ algorithm: SignatureAlgorithm)
    throws
  {
    #expect(
      try SignatureHeader(Self.encoded(#"{"alg":"\#(name)","kid":"k","typ":"JOSE"}"#)).algorithm == algorithm)
  }

  private static let headers: [String] = [
    // Nobody's signature, and those that whoever knows the public key could make.
    #"{"alg":"none"}"#, #"{"alg":"None"}"#, #"{"alg":"nOnE"}"#, #"{"alg":""}"#, #"{"alg":"HS256"}"#,
    #"{"alg":"HS384"}"#, #"{"alg":"HS512"}"#, #"{"alg":"RS1"}"#, #"{"alg":"ES256K"}"#, #"{"alg":"es256"}"#,
    #"{"alg":["ES256"]}"#, #"{"alg":null}"#, #"{"kid":"k"}"#, "{}", "[]", #""ES256""#, "null", "",
    // Extensions, known to others or not.
    #"{"alg":"ES256","crit":["exp"],"exp":1}"#, #"{"alg":"ES256","crit":[]}"#,
    #"{"alg":"ES256","crit":["b64"],"b64":true}"#,
    #"{"alg":"ES256","b64":false}"#, #"{"alg":"ES256","crit":["alg"]}"#, #"{"alg":"ES256","crit":null}"#,
    // Two readings.
    #"{"alg":"none","alg":"ES256"}"#, #"{"alg":"ES256","\u0061lg":"none"}"#,
    #"{"alg":"ES256","kid":"a","kid":"b"}"#,
    // Not JSON to everybody.
    #"{"alg":"ES256",}"#, #"{"alg":"ES256"}//"#, #"{'alg':'ES256'}"#, #"{"alg":"ES256"} x"#,
    #"{"alg":"ES256","kid":1}"#, #"{"alg":"ES256","kid":null}"#,
    #"{"alg":"ES256","kid":"\#(String(repeating: "k", count: SigningKey.maxID + 1))"}"#,
    #"{"alg":"ES256","x":[[[[[[[[[]]]]]]]]]}"#,
    #"{"alg":"ES256","x":"\#(String(repeating: "x", count: SignatureHeader.maxLength))"}"#,
  ]

  @Test(arguments: headers) func refusesHeaders(_ header: String) {
    #expect(throws: UnreadableSignature.self) { try SignatureHeader(Self.encoded(header)) }
  }

  @Test(arguments: [
    "eyJhbGciOiJFUzI1NiJ9=", "eyJhbGciOiJFUzI1NiJ9\n", "{\"alg\":\"ES256\"}", "eyJhbGciOiJFUzI1NiJ",
  ])
  func refusesHeadersWrittenOtherwise(_ text: String) {
    #expect(throws: UnreadableSignature.self) { try SignatureHeader(text) }
  }

  @Test(arguments: [
    "", "a", "a.b", "a.b.c.d", "eyJhbGciOiJFUzI1NiJ9.e30.", "eyJhbGciOiJFUzI1NiJ9.e30=.AA", "..",
    "eyJhbGciOiJFUzI1NiJ9..A",
    "eyJhbGciOiJFUzI1NiJ9.e30.\(String(repeating: "A", count: WebSignature.maxBytes + 4))",
    "eyJhbGciOiJFUzI1NiJ9.\(String(repeating: "A", count: CompactSignature.maxLength)).AA",
  ]) func refusesLines(_ text: String) {
    #expect(throws: UnreadableSignature.self) { try CompactSignature(text) }
  }

  @Test(arguments: [
    #"{}"#, "[]", #"{"protected":"eyJhbGciOiJFUzI1NiJ9"}"#, #"{"signature":"AA"}"#,
    #"{"protected":{"alg":"ES256"},"signature":"AA"}"#,
    // An algorithm that nobody has signed.
    #"{"protected":"e30","header":{"alg":"ES256"},"signature":"AA"}"#,
  ]) func refusesEntries(_ text: String) {
    #expect(throws: UnreadableSignature.self) {
      try WebSignature(entry: try JSONValue(parsing: Array(text.utf8)))
    }
  }

  /// The public key of a signer is no secret to make others with (CVE-2015-9235), and no key takes another's algorithm.
  @Test func theKeyDecidesWhichAlgorithm() throws {
    let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    let numbers = try rsa.publicKey.getKeyPrimitives()
    let json: JSONObject = [
      "kty": "RSA", "n": .string(Base64URL.text(numbers.modulus)),
      "e": .string(Base64URL.text(numbers.publicExponent)),
    ]
    var bound = json
    bound["alg"] = "PS256"
    let key = try #require(SigningKey(.object(json)))
    let boundKey = try #require(SigningKey(.object(bound)))
    let payload = Array("payload".utf8)
    for (algorithm, padding) in [("RS256", _RSA.Signing.Padding.insecurePKCS1v1_5), ("PS256", .PSS)] {
      let header = Self.encoded(#"{"alg":"\#(algorithm)"}"#)
      let input = Array("\(header).\(Base64URL.text(payload))".utf8)
      let bytes = try rsa.signature(for: SHA256.hash(data: input), padding: padding).rawRepresentation
      let signature = try WebSignature(protected: header, signature: Base64URL.text(bytes))
      #expect(signature.isSigned(over: payload, by: key))
      #expect(signature.isSigned(over: payload, by: boundKey) == (algorithm == "PS256"))
      // The same bytes under the name of the other algorithm.
      let other = Self.encoded(#"{"alg":"\#(algorithm == "RS256" ? "PS256" : "RS256")"}"#)
      let confused = try WebSignature(protected: other, signature: Base64URL.text(bytes))
      #expect(!confused.isSigned(over: payload, by: key))
    }
  }

  static func encoded(_ text: String) -> String { Base64URL.text(Array(text.utf8)) }
}
