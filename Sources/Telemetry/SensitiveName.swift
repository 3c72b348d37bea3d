extension Redaction {
  /// True for the name of a header, field or log key whose value is a credential whoever wrote it.
  ///
  /// Case does not matter, `_` counts as `-`: `Authorization`, `X-Api-Key`, `client_secret`.
  package static func isSensitive(name: String) -> Bool {
    let name = String(name.lowercased().map { $0 == "_" ? "-" : $0 })
    // MCP's progress token is a number that the host made up.
    if name == "progress-token" { return false }
    return sensitiveWords.contains(name) || sensitiveEndings.contains { name.hasSuffix("-" + $0) }
  }

  private static let sensitiveWords = [
    "apikey", "auth", "authorization", "cookie", "credential", "credentials", "passwd", "password", "secret",
    "token",
  ]
  // A bare `key` is more often the key of something than a credential.
  private static let sensitiveEndings = sensitiveWords + ["key"]
}
