import JSON
import Telemetry

extension SettingsReader {
  /// The most words of a command, its program among them.
  static let maximumCommandWords = 64

  /// The program at `field`, which prints a secret when it is asked.
  ///
  /// Whoever can change the file would decide what runs as the user, so a file that others can change has no commands.
  mutating func command(_ field: SettingsField, lifetime: SettingsField?) -> Resolved<SecretCommand>? {
    let words = commandWords(field)
    let ttl = duration(lifetime, DurationText.limit)
    if let hands = contents.foreignHands {
      let name = EscapedText.quoting(file.path, limit: 500)
      return .unavailable(
        "\(field.path): a program is not run for a file that others control: \(name) \(hands)")
    }
    var parts = ResolvedParts()
    let lifetime = parts.take(ttl)
    guard let words = parts.take(words) else { return parts.whole(nil) }
    return parts.whole(SecretCommand(arguments: words, lifetime: lifetime))
  }

  private mutating func commandWords(_ field: SettingsField) -> Resolved<[String]>? {
    if field.value.array?.isEmpty == true {
      report("\(field.path) must begin with a program", at: field.path)
      return nil
    }
    let (file, environment) = (file, environment)
    var isProgram = true
    return list(field, of: "a program and its arguments", maximum: Self.maximumCommandWords) {
      (text) throws(Unusable) in
      defer { isProgram = false }
      // An argument may be a secret of its own.
      guard !text.utf8.contains(0) else { throw Unusable("must not hold NUL", showsText: false) }
      guard isProgram else { return text }
      let path = text.hasPrefix("~/") ? file.resolving(text, environment: environment) : text
      guard !path.isEmpty, path.hasPrefix("/") || !path.contains("/") else {
        throw Unusable("must be a program: its absolute path, or its name if it is in PATH", showsText: false)
      }
      return path
    }
  }
}
