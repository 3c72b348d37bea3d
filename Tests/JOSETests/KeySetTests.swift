import Encodings
import JSON
import Testing

@testable import JOSE

@Suite struct KeySetTests {
  private static func key(_ id: String?) -> JSONValue {
    var key: JSONObject = ["kty": "OKP", "crv": "Ed25519", "x": .string(SigningKeyTests.x)]
    key["kid"] = id.map { .string($0) }
    return .object(key)
  }

  @Test func passesOverKeysOfOtherKinds() throws {
    let set = try KeySet(["keys": [Self.key("a"), ["kty": "oct", "k": "AA"], "x", Self.key(nil)]])
    #expect(set.keys.map(\.id) == ["a", nil])
    #expect(try KeySet(Self.key("one")).keys.map(\.id) == ["one"])
  }

  @Test(arguments: ["[]", "{}", #"{"keys":{}}"#, "no", #"{"keys":[],"#]) func refuses(_ text: String) {
    #expect(throws: KeySet.Invalid.self) { try KeySet(bytes: Array(text.utf8)) }
  }

  @Test func isBounded() throws {
    let many = JSONValue.array(Array(repeating: Self.key("a"), count: KeySet.maxKeys))
    #expect(try KeySet(["keys": many]).keys.count == KeySet.maxKeys)
    let more = JSONValue.array(Array(repeating: Self.key("a"), count: KeySet.maxKeys + 1))
    #expect(throws: KeySet.Invalid.self) { try KeySet(["keys": more]) }
    let text = #"{"keys":[]}"#
    let long = Array(text.utf8) + [UInt8](repeating: 0x20, count: KeySet.maxBytes)
    #expect(throws: KeySet.Invalid.self) { try KeySet(bytes: long) }
    #expect(try KeySet(bytes: Array(long.prefix(KeySet.maxBytes))).keys.isEmpty)
  }

  /// The name in a signature's header, and the keys that are tried for it.
  @Test(arguments: [
    (#"{"alg":"EdDSA","kid":"a"}"#, ["a", "a"]), (#"{"alg":"EdDSA","kid":"b"}"#, ["b"]),
    // A name that nobody has is nobody's.
    (#"{"alg":"EdDSA","kid":"c"}"#, []), (#"{"alg":"EdDSA"}"#, ["a", "b", "a", "-"]),
    (#"{"alg":"ES256","kid":"a"}"#, []), (#"{"alg":"ES256"}"#, []),
  ]) func namesCount(_ header: String, _ expected: [String]) throws {
    let set = try KeySet(["keys": [Self.key("a"), Self.key("b"), Self.key("a"), Self.key(nil)]])
    let header = try SignatureHeader(Base64URL.text(Array(header.utf8)))
    #expect(set.candidates(for: header).map { $0.id ?? "-" } == expected)
  }
}
