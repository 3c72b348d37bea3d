import Crypto
import Encodings
import Telemetry

/// What ties a code to the one who asked for it, so that whoever else gets hold of the code can't use it (RFC 7636).
struct ProofKey: Sendable {
  /// Goes with the request for the token.
  let verifier: Secret
  /// Goes with the browser, and gives nothing away.
  let challenge: String

  static let method = "S256"

  init() { self.init(verifier: RandomText.make()) }

  init(verifier: String) {
    self.verifier = Secret(verifier)
    challenge = Base64URL.text(SHA256.hash(data: Array(verifier.utf8)))
  }
}
