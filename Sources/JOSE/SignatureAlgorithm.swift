/// The algorithms of signatures that are checked here (RFC 7518 §3.1, RFC 8037, RFC 9864).
///
/// There is none for `none`, and none for those that a public key would be the secret of (`HS256` and its like).
package enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
  case es256 = "ES256"
  case es384 = "ES384"
  case es512 = "ES512"
  case rs256 = "RS256"
  case rs384 = "RS384"
  case rs512 = "RS512"
  case ps256 = "PS256"
  case ps384 = "PS384"
  case ps512 = "PS512"
  case edDSA = "EdDSA"
  case ed25519 = "Ed25519"
}
