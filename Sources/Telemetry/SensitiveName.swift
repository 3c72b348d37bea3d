extension Redaction {
  /// True for the name of a header, field or log key whose value is a credential whoever wrote it.
  ///
  /// Case does not matter, `_` counts as `-`, and so does what a capital letter parts: `Authorization`, `X-Api-Key`,
  /// `client_secret`, `accessToken`.
  package static func isSensitive(name: String) -> Bool {
    isSensitive(words: name.lowercased()) || isSensitive(words: parted(name).lowercased())
  }

  private static func isSensitive(words: String) -> Bool {
    let words = words.replacing("_", with: "-")
    // MCP's progress token is a number that the host made up.
    if words == "progress-token" { return false }
    return sensitiveWords.contains(words) || sensitiveEndings.contains { words.hasSuffix("-" + $0) }
  }

  /// `accessToken` as `access-Token`, `APIKey` as `API-Key`.
  private static func parted(_ name: String) -> String {
    let scalars = Array(name.unicodeScalars)
    var parted = ""
    for (index, scalar) in scalars.enumerated() {
      if index > 0, isCapital(scalar) {
        let (before, after) = (scalars[index - 1], index + 1 < scalars.count ? scalars[index + 1] : nil)
        if isSmall(before) || isCapital(before) && (after.map(isSmall) ?? false) { parted += "-" }
      }
      parted.unicodeScalars.append(scalar)
    }
    return parted
  }

  private static func isCapital(_ scalar: Unicode.Scalar) -> Bool { ("A"..."Z").contains(scalar) }

  private static func isSmall(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
  }

  private static let sensitiveWords = [
    "apikey", "auth", "authorization", "cookie", "credential", "credentials", "otp", "passcode", "passphrase",
    "passwd", "password", "pin-code", "pwd", "secret", "token",
  ]
  // A bare `key` is more often the key of something than a credential.
  private static let sensitiveEndings = sensitiveWords + ["key"]
}
