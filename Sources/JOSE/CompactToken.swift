import Encodings
package import JSON

/// A signed token in one line: `header.claims.signature` (RFC 7515 §3.1, RFC 7519).
package enum CompactToken {
  /// A token that says `claims`, signed with `key`.
  ///
  /// - Parameter header: What the header says besides `alg`, which follows from the key.
  package static func signed(
    header: JSONObject = [:], claims: JSONObject, by key: SigningPrivateKey
  ) throws(SigningPrivateKey.Invalid) -> String {
    var header = header
    header["alg"] = .string(key.algorithm.rawValue)
    let signed = [header, claims].map { Base64URL.text($0.serialized()) }.joined(separator: ".")
    return "\(signed).\(Base64URL.text(try key.signature(over: Array(signed.utf8))))"
  }
}
