import Crypto
import Encodings

/// Turns names of any script into the letters that every host accepts in a tool's name.
enum Slug {
  /// `Weather Forecast – daily` → `weather_forecast_daily`; empty when nothing of `text` is ASCII.
  static func of(_ text: String) -> String {
    var slug = ""
    for character in text.lowercased().unicodeScalars {
      switch character {
      case "a"..."z", "0"..."9": slug.unicodeScalars.append(character)
      default: if !slug.isEmpty, !slug.hasSuffix("_") { slug.append("_") }
      }
    }
    return slug.hasSuffix("_") ? String(slug.dropLast()) : slug
  }

  /// How many hexadecimal digits a fingerprint has.
  static let fingerprintLength = 12

  /// Hexadecimal digits that stand for `parts`, the same on every run.
  static func fingerprint(_ parts: String...) -> String {
    let digest = SHA256.hash(data: Array(parts.joined(separator: "\u{0}").utf8))
    return String(digest.hexadecimal.prefix(fingerprintLength))
  }
}
