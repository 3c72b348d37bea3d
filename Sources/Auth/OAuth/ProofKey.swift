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

/// Texts that nobody can guess.
enum RandomText {
  /// 256 bits in 43 characters, as RFC 7636 §4.1 recommends.
  static func make() -> String { Base64URL.text((0..<32).map { _ in UInt8.random(in: .min ... .max) }) }
}

/// Comparing in a time that says nothing of where two texts begin to differ.
enum ConstantTime {
  static func areEqual(_ one: String, _ other: String) -> Bool {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
