import JSON
import Telemetry

extension SettingsReader {
  /// The most bytes of a string after its variables are filled in, and of a file that holds a secret.
  static let maximumValueBytes = 64 * 1_024

  /// The text of `template`. A variable that is unset or empty falls back to its default.
  ///
  /// Hosts that don't know a variable pass `${VAR}` on as it is. For a secret that, like an empty value, means there
  /// is none; sending it would show up as a puzzling 401.
  func resolve(_ template: StringTemplate, isSecret: Bool) -> Resolved<String> {
    var text = ""
    for piece in template.pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .variable(let name, let fallback):
        var value = environment[name]
        if value?.isEmpty ?? true, let fallback { value = fallback }
        guard let value else { return .unavailable("the environment variable \(name) is not set") }
        if isSecret, let reason = Self.emptiness(of: value) {
          return .unavailable("the environment variable \(name) \(reason)")
        }
        text += value
      }
      if text.utf8.count > Self.maximumValueBytes { return .unavailable("it is longer than 64 KiB") }
    }
    return .value(text)
  }

  /// The secret at `field`: a string, `{"env": "NAME"}`, `{"file": "path"}` or `{"command": ["program"]}`.
  ///
  /// `isCredential` is false for headers whose name says nothing of the kind: a literal value is then no reason for
  /// a warning, and mostly too ordinary to be replaced in logs. `mayHaveLines` is true for keys in PEM.
  mutating func secret(
    _ field: SettingsField?, isCredential: Bool = true, mayHaveLines: Bool = false
  ) -> Resolved<SecretSource>? {
    guard let field else { return nil }
    let text: Resolved<String>?
    var isLiteral = false
    switch field.value {
    case .string:
      let template = template(field, expected: "a string")
      isLiteral = template.map { readsAsLiteral($0) } ?? false
      text = template.map { resolve($0, isSecret: true).named(field.path) }
    case .object:
      guard let section = section(field, as: SecretKey.self), hasOneSource(section) else { return nil }
      if let command = section[.command] {
        return self.command(command, lifetime: section[.ttl])?.map { .command($0) }
      }
      text = referenced(section)
    default:
      reportKind(of: field, expected: "a string, \(Self.secretForms)")
      return nil
    }
    switch text {
    case .value(let text):
      let secret = checked(
        text, field, isLiteral: isLiteral, isCredential: isCredential, mayHaveLines: mayHaveLines)
      return secret.map { .value($0) }
    case .unavailable(let reason): return .unavailable(reason)
    case nil: return nil
    }
  }

  private static let secretForms =
    "{\"env\": \"NAME\"}, {\"file\": \"path\"} or {\"command\": [\"program\"]}"

  private mutating func checked(
    _ text: String, _ field: SettingsField, isLiteral: Bool, isCredential: Bool, mayHaveLines: Bool
  ) -> Resolved<Secret> {
    guard !text.isEmpty else { return .unavailable("\(field.path) is empty") }
    let isClean = text.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && $0.value != 0x7F || mayHaveLines && ($0 == "\n" || $0 == "\r")
    }
    guard isClean else {
      return .unavailable("\(field.path) holds a line break or another control character")
    }
    let secret = Secret(text)
    if isCredential || !isLiteral || LikelySecret.isIn(text) { register(secret) }
    if isCredential && text.utf8.count < Redaction.minimumLength {
      find(.warning, "\(field.path) is too short to be kept out of the logs", at: field.path)
    }
    if isCredential && isLiteral && contents.permissions & 0o044 != 0 {
      let mode = String(contents.permissions & 0o777, radix: 8)
      let fix = "use \"${VAR}\", {\"env\": …} or {\"file\": …}, or chmod 600 the file"
      find(
        .warning, "\(field.path) is written out in a file that others can read (mode \(mode)); \(fix)",
        at: field.path)
    }
    return .value(secret)
  }

  /// A key in PEM is kept out of the logs as a whole and line by line, as logs write lines.
  private func register(_ secret: Secret) {
    redaction.register(secret, forGood: true)
    secret.withRevealed { text in
      let lines = text.split(whereSeparator: \.isNewline)
      guard lines.count > 1 else { return }
      for line in lines where !line.hasPrefix("-----") {
        redaction.register(Secret(String(line)), forGood: true)
      }
    }
  }

  private mutating func hasOneSource(_ section: SettingsSection<SecretKey>) -> Bool {
    guard [section[.env], section[.file], section[.command]].count(where: { $0 != nil }) == 1 else {
      report(
        "\(section.path) must be a string, or an object with either \"env\", \"file\" or \"command\"",
        at: section.path)
      return false
    }
    if let ttl = section[.ttl], section[.command] == nil {
      report("\(ttl.path) goes with \"command\" only", at: ttl.path)
    }
    return true
  }

  /// True when the file itself says the secret: there is no variable, or the defaults of all of them were taken.
  private func readsAsLiteral(_ template: StringTemplate) -> Bool {
    template.variables.allSatisfy { environment[$0]?.isEmpty ?? true }
  }

  /// The same of the string at `field`.
  func isLiteral(_ field: SettingsField) -> Bool {
    guard let text = field.value.string, let template = try? StringTemplate(text) else { return true }
    return readsAsLiteral(template)
  }

  private mutating func referenced(_ section: SettingsSection<SecretKey>) -> Resolved<String>? {
    if let variable = section[.env] { return self.variable(variable)?.named(variable.path) }
    return section[.file].flatMap { fileText($0) }
  }

  private mutating func variable(_ field: SettingsField) -> Resolved<String>? {
    // A name that no variable can have is probably the secret itself: it is not shown.
    guard let name = field.value.string, StringTemplate.isVariableName(name) else {
      report(
        "\(field.path) must be the name of an environment variable (letters, digits and _)", at: field.path)
      return nil
    }
    guard let value = environment[name] else {
      return .unavailable("the environment variable \(name) is not set")
    }
    return Self.emptiness(of: value).map { .unavailable("the environment variable \(name) \($0)") }
      ?? .value(value)
  }

  private mutating func fileText(_ field: SettingsField) -> Resolved<String>? {
    switch path(field) {
    case .value(let path): return fileText(at: path, field).named(field.path)
    case .unavailable(let reason): return .unavailable(reason)
    case nil: return nil
    }
  }

  private mutating func fileText(at path: String, _ field: SettingsField) -> Resolved<String> {
    let name = EscapedText.quoting(path, limit: 500)
    do throws(FileFailure) {
      let contents = try files.read(path, Self.maximumValueBytes)
      warn(about: contents, name, "holds a secret", field)
      guard var text = String(validating: contents.bytes, as: UTF8.self) else {
        return .unavailable("\(name) is not text in UTF-8")
      }
      if text.last?.isNewline == true { text.removeLast() }
      return Self.emptiness(of: text).map { .unavailable("\(name) \($0)") } ?? .value(text)
    } catch {
      return .unavailable("cannot read \(name): \(error)")
    }
  }

  /// Warns of a file that others can read or change although it `holds` what they shouldn't.
  mutating func warn(about contents: FileContents, _ name: String, _ holds: String, _ field: SettingsField) {
    if let eyes = contents.foreignEyes { find(.warning, "\(name) \(holds) and \(eyes)", at: field.path) }
  }

  /// Why a value that is there counts as no secret.
  private static func emptiness(of value: String) -> String? {
    if value.isEmpty { return "is empty" }
    guard let opening = value.firstRange(of: "${"), value[opening.upperBound...].contains("}") else {
      return nil
    }
    return "holds a \"${…}\" that nobody filled in"
  }
}
