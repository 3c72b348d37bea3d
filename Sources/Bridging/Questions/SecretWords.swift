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
    let text = visible(text)
    let folded = text.lowercased()
    if foreign.contains(where: folded.contains) { return true }
    let asWritten = [words(of: text, areSplit: false), words(of: text, areSplit: true)]
    return (asWritten + wordsSeen(in: text)).contains { words in
      words.indices.contains { isSecret(words, at: $0) }
    }
  }

  /// The words that a reader takes the text for: in whatever letters, with letters for digits, with what is spelt out
  /// put together.
  private static func wordsSeen(in text: String) -> [[Word]] {
    let sentence = FoldedSentence(Lookalikes.folded(text.unicodeScalars, limit: maxCharacters))
    return [sentence, sentence.plain].compactMap { sentence in
      sentence?.words.map { word in
        // What is spelt out takes an article before it along.
        let spelt = spelledOut.first { word.hasSuffix($0) }
        return Word(lowercased: spelt ?? word, isShouted: false)
      }
    }
  }

  private static let spelledOut = ["password", "passwords", "passwort", "passphrase", "passcode"]

  /// The text without what stands between letters and can't be seen.
  private static func visible(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var cleaner = TextCleaner()
    for scalar in text.unicodeScalars.prefix(maxCharacters) {
      guard let kept = cleaner.take(scalar), !kept.properties.isDefaultIgnorableCodePoint else { continue }
      scalars.append(kept)
    }
    return String(scalars)
  }

  // MARK: Rules

  /// Always a secret.
  private static let plain: Set = [
    "passphrase", "passphrases", "passcode", "passcodes", "passwd", "pwd", "credential", "credentials", "cvv",
    "cvc", "cvv2", "otp", "totp", "apikey", "apikeys", "privatekey", "bearer", "authcode",
    "passkey", "passkeys", "ssn", "ssns", "passwort",
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
        "length", "cost", "costs", "price", "prices", "fee", "fees",
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
      "account", "recovery", "ai", "openai",
    ],
    "keys": ["api", "access", "private", "secret", "ssh", "encryption", "signing", "recovery"],
    "code": codes, "codes": codes,
    "number": ["card", "pin", "account"], "numbers": ["card", "pin", "account"],
    "details": ["card", "login", "payment"],
    "data": ["card", "login"],
    "phrase": ["seed", "recovery", "pass"],
    "words": ["seed"],
    "word": ["pass"],
    "card": ["credit", "debit"],
    "pin": ["your", "digit", "card", "sim", "account", "bank", "enter", "security"],
    "security": ["social"],
  ]

  private static let codes: Set = [
    "verification", "security", "onetime", "otp", "authentication", "authenticator", "auth", "access", "sms",
    "login", "signin", "mfa", "2fa", "recovery", "backup", "reset", "pin", "factor", "pairing", "pass",
    "confirmation",
  ]

  private static let harmlessOfCards: Set = [
    "or", "type", "types", "offer", "offers", "provider", "fees", "statement",
  ]

  private static let harmlessOfPins: Set = [
    "location", "locations", "position", "coordinates", "color", "colour", "marker", "board",
  ]

  private static let harmlessOfCodes: Set = [
    "area", "country", "postal", "post", "zip", "airport", "currency", "source", "discount", "promo", "error",
  ]

  /// What stands near a mnemonic that is a key to money.
  private static let mnemonicOfWallets: Set = [
    "wallet", "word", "words", "seed", "recovery", "phrase", "secret", "backup", "your", "bip39",
  ]

  /// How a code has come to the user.
  private static let delivered: Set = [
    "sent", "send", "texted", "emailed", "mailed", "messaged", "received", "receive", "got", "app",
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
        && !(word.hasPrefix("token") && isCurrency(words, at: index, after: before))
    }
    switch word {
    case "pin" where harmlessOfPins.contains(after): return false
    case "pin", "pins": if words.count == 1 || words[index].isShouted { return true }
    case "code", "codes": if isCode(words, at: index, after: before) { return true }
    case "mnemonic", "mnemonics":
      if words.count == 1 || !near(words, index, 6).isDisjoint(with: mnemonicOfWallets) { return true }
    case "number": if near(words, index, 4).contains("card") { return true }
    case "card" where harmlessOfCards.contains(after): return false
    default: break
    }
    return pairs[word]?.contains(before) == true
  }

  /// `5000 tokens`, or what is traded.
  private static func isCurrency(_ words: [Word], at index: Int, after before: String) -> Bool {
    if before.count > 1, before.allSatisfy(\.isNumber) { return true }
    return ["which", "what"].contains(before)
      && !near(words, index, 4).isDisjoint(with: ["swap", "stake", "trade", "buy", "sell", "mint"])
  }

  /// Codes that come to the user on another way.
  private static func isCode(_ words: [Word], at index: Int, after before: String) -> Bool {
    if harmlessOfCodes.contains(before) { return false }
    if !near(words, index, 3).isDisjoint(with: ["sms", "authenticator", "digit", "digits"]) { return true }
    if index > 1, ["sign in", "log in", "one time"].contains("\(words[index - 2].lowercased) \(before)") {
      return true
    }
    let around = near(words, index, 6)
    let isTheirs = !around.isDisjoint(with: ["you", "your", "enter", "type", "paste", "provide", "tell"])
    return isTheirs && !around.isDisjoint(with: delivered)
  }

  private static func near(_ words: [Word], _ index: Int, _ distance: Int) -> Set<String> {
    let range = max(0, index - distance)...min(words.count - 1, index + distance)
    return Set(words[range].map(\.lowercased))
  }

  // MARK: Words

  private struct Word {
    let lowercased: String
    /// Written in capitals among words that are not.
    let isShouted: Bool
  }

  /// The words of a sentence or of a name such as `api_key`, `apiKey` or `APIKey`.
  ///
  /// - Parameter areSplit: Whether names are taken apart.
  private static func words(of text: String, areSplit: Bool) -> [Word] {
    var words: [Substring] = []
    for run in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      var start = run.startIndex
      for index in run.indices.dropFirst() where areSplit && isBoundary(run, before: index) {
        words.append(run[start..<index])
        start = index
      }
      words.append(run[start...])
    }
    // What is left of `card's` is of the card.
    return words.filter { $0 != "s" }.map { word in
      let stem = word.count > 1 && word.last == "s" ? word.dropLast() : word
      return Word(lowercased: word.lowercased(), isShouted: stem.allSatisfy(\.isUppercase))
    }
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
