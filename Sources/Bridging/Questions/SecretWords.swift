import A2A
import JSON

/// Tells by its words whether a question is for a secret. Those are never asked in a form, where a client, a model or a
/// log might keep the answer; a question taken for one by mistake is only asked in another way.
enum SecretWords {
  /// How much of a question is looked at.
  private static let maxCharacters = 20_000

  /// Whether a task asks for a secret, in words or by the names of fields.
  static func areAsked(in task: AgentTask) -> Bool {
    ([task.asked.text] + task.asked.data.flatMap(\.strings)).contains(where: areIn)
  }

  static func areIn(_ text: String) -> Bool {
    let text = String(CleanText.block(text).prefix(maxCharacters))
    let folded = text.lowercased()
    if foreign.contains(where: folded.contains) { return true }
    let words = Self.words(of: text)
    return words.indices.contains { isSecret(words, at: $0) }
  }

  // MARK: Rules

  /// Always a secret.
  private static let plain: Set = [
    "passphrase", "passphrases", "passcode", "passcodes", "passwd", "pwd", "credential", "credentials", "cvv",
    "cvc", "cvv2", "otp", "totp", "apikey", "apikeys", "privatekey", "bearer", "authcode",
  ]

  /// A secret unless a word beside it says that something else is meant.
  private static let unless: [String: (before: Set<String>, after: Set<String>)] = [
    "password": ([], harmlessOfPasswords), "passwords": ([], harmlessOfPasswords),
    "secret": ([], ["santa", "agent", "agents", "garden", "sauce", "recipe", "ingredient", "menu"]),
    "secrets": ([], ["of", "manager"]),
    "token": (
      ["package", "max", "maximum", "per", "board", "game"],
      [
        "ring", "rings", "count", "counts", "limit", "limits", "budget", "bucket", "usage", "window",
        "length",
      ]
    ),
    "tokens": (
      ["many", "of", "max", "maximum", "output", "input", "context", "fewer", "more", "game"],
      ["per", "limit", "budget", "count", "usage", "used", "long"]
    ),
  ]

  private static let harmlessOfPasswords: Set = [
    "policy", "policies", "manager", "managers", "protection", "protected", "strength", "rotation",
  ]

  /// Secrets of two words.
  private static let pairs: [String: Set<String>] = [
    "key": [
      "api", "access", "private", "secret", "ssh", "encryption", "signing", "license", "licence", "master",
      "account", "recovery",
    ],
    "keys": ["api", "access", "private", "secret", "ssh", "encryption", "signing", "recovery"],
    "code": [
      "verification", "security", "time", "otp", "authentication", "auth", "access", "sms", "login", "mfa",
      "2fa",
      "recovery", "backup", "reset", "pin", "factor", "pairing",
    ],
    "codes": ["recovery", "backup"],
    "number": ["card", "pin"],
    "details": ["card", "login", "payment"],
    "data": ["card", "login"],
    "phrase": ["seed", "recovery", "pass"],
    "words": ["seed"],
    "word": ["pass"],
    "card": ["credit", "debit"],
    "pin": ["your", "digit", "card", "sim", "account", "bank", "enter", "security"],
    "security": ["social"],
  ]

  private static let harmlessOfCards: Set = [
    "type", "types", "offer", "offers", "provider", "fees", "statement",
  ]

  /// In languages whose questions come without a translation.
  private static let foreign = [
    "passwort", "kennwort", "mot de passe", "contraseña", "contrasena", "parola d'ordine", "wachtwoord",
    "пароль",
    "密码", "密碼", "パスワード", "비밀번호",
  ]

  private static func isSecret(_ words: [Word], at index: Int) -> Bool {
    let word = words[index].lowercased
    let before = index > 0 ? words[index - 1].lowercased : ""
    let after = index + 1 < words.count ? words[index + 1].lowercased : ""
    if plain.contains(word) { return true }
    if let harmless = unless[word] {
      return !harmless.before.contains(before) && !harmless.after.contains(after)
    }
    if word == "pin", words.count == 1 || words[index].isShouted { return true }
    if word == "code",
      words[index...].prefix(6).contains(where: { ["sent", "texted"].contains($0.lowercased) })
    {
      return true
    }
    guard pairs[word]?.contains(before) == true else { return false }
    return word != "card" || !harmlessOfCards.contains(after)
  }

  // MARK: Words

  private struct Word {
    let lowercased: String
    /// Written in capitals among words that are not.
    let isShouted: Bool
  }

  /// The words of a sentence or of a name such as `api_key`, `apiKey` or `APIKey`.
  private static func words(of text: String) -> [Word] {
    var words: [Substring] = []
    for run in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      var start = run.startIndex
      for index in run.indices.dropFirst() where isBoundary(run, before: index) {
        words.append(run[start..<index])
        start = index
      }
      words.append(run[start...])
    }
    return words.map { Word(lowercased: $0.lowercased(), isShouted: $0.allSatisfy(\.isUppercase)) }
  }

  /// Between `i` and `K` in `apiKey`, between `I` and `K` in `APIKey`.
  private static func isBoundary(_ run: Substring, before index: Substring.Index) -> Bool {
    guard run[index].isUppercase else { return false }
    if !run[run.index(before: index)].isUppercase { return true }
    let next = run.index(after: index)
    return next < run.endIndex && run[next].isLowercase
  }
}

extension JSONValue {
  /// All names and texts in it: what a person would be shown of a form, and more.
  fileprivate var strings: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(\.strings)
    case .object(let object): object.members.flatMap { [$0.name] + $0.value.strings }
    case .null, .bool, .number: []
    }
  }
}
