import Encodings

/// Texts that nobody can guess.
enum RandomText {
  /// 256 bits in 43 characters, as RFC 7636 §4.1 recommends.
  static func make() -> String { Base64URL.text((0..<32).map { _ in UInt8.random(in: .min ... .max) }) }
}
