import HTTP
import Telemetry

/// The page to which an agent sends its user to sign in.
struct SignInPage: Sendable, Hashable {
  /// Its whole address.
  let text: String
  /// The host, with the port where it is an odd one: what a user has to look at.
  let host: String

  private static let maxLength = 2_000
  /// How much of the agent's words is searched.
  private static let maxText = 20_000

  /// The first `https` address in the agent's words, or `http` on this very machine.
  ///
  /// - Parameter isLocal: Whether the agent itself is on this machine: no other has a page there.
  /// - Returns: nil if there is none, or if it holds what looks like a credential: whoever has it would be signed in as
  ///   somebody else.
  init?(in text: String, ofLocalAgent isLocal: Bool) {
    for candidate in Self.candidates(in: text) {
      guard let url = try? WebURL(candidate) else { continue }
      guard url.scheme == "https" || (isLocal && url.isLoopback) else { continue }
      let fragment = candidate.split(separator: "#", maxSplits: 1).dropFirst().first.map(String.init)
      guard ![url.query, fragment].contains(where: Self.holdsCredential),
        ![url.path, fragment].contains(where: Self.leadsByCredential)
      else { return nil }
      self.text = url.description + (fragment.map { "#" + $0 } ?? "")
      host = String(url.origin.description.dropFirst("\(url.scheme)://".count))
      return
    }
    return nil
  }

  /// True for a name beyond ASCII, of which only the ASCII form is shown.
  var isSpeltInASCII: Bool {
    host.split(separator: ".").contains { $0.hasPrefix("xn--") }
  }

  private static func candidates(in text: String) -> [String] {
    var candidates: [String] = []
    var rest = text.prefix(maxText)
    while let start = rest.indices.first(where: { isStart(rest[$0...]) }) {
      let word = rest[start...].prefix { $0.isASCII && !$0.isWhitespace && !delimiters.contains($0) }
      rest = rest[word.endIndex...]
      if word.count <= maxLength, !isCutInHost(word, before: rest.first) { candidates.append(trimmed(word)) }
    }
    return candidates
  }

  /// Whether a name goes on in other letters: what stands before them is another name.
  private static func isCutInHost(_ word: Substring, before next: Character?) -> Bool {
    guard let next, next.isLetter || next.isNumber || next.unicodeScalars.contains(where: \.isUnsafeInText),
      !next.isASCII
    else { return false }
    return !word.drop { $0 != ":" }.dropFirst("://".count).contains { "/?#\\".contains($0) }
  }

  private static func isStart(_ rest: Substring) -> Bool {
    let start = rest.prefix("https://".count).lowercased()
    return start == "https://" || start.hasPrefix("http://")
  }

  /// What no address holds unquoted.
  private static let delimiters: Set<Character> = ["<", ">", "\"", "'", "`", "|", "\\", "^", "{", "}"]

  /// Without the punctuation of the sentence; a closing bracket belongs to it unless it was opened before.
  private static func trimmed(_ word: Substring) -> String {
    var word = word
    while let last = word.last {
      switch last {
      case ".", ",", ";", ":", "!", "?", "*", "_": word.removeLast()
      case ")" where word.count(where: { $0 == ")" }) > word.count(where: { $0 == "(" }): word.removeLast()
      case "]" where word.count(where: { $0 == "]" }) > word.count(where: { $0 == "[" }): word.removeLast()
      default: return String(word)
      }
    }
    return ""
  }

  private static func holdsCredential(_ items: String?) -> Bool {
    (items ?? "").split(whereSeparator: { "&;?".contains($0) }).contains { item in
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = PercentEncoding.decode(String(parts[0]))
      let value = parts.count > 1 ? PercentEncoding.decode(String(parts[1])) : ""
      return !value.isEmpty && (isSensitive(name) || isToken(value))
    }
  }

  /// Whether a part of the path is a credential, or brings one (`;jsessionid=`).
  private static func leadsByCredential(_ path: String?) -> Bool {
    (path ?? "").split(separator: "/").contains { segment in
      let pieces = segment.split(separator: ";", maxSplits: 1)
      return isToken(PercentEncoding.decode(String(segment)))
        || holdsCredential(pieces.dropFirst().first.map(String.init))
    }
  }

  private static func isSensitive(_ name: String) -> Bool {
    let letters = name.lowercased().filter { $0.isLetter || $0.isNumber }
    return Redaction.isSensitive(name: name) || names.contains(letters)
      || endings.contains(where: letters.hasSuffix)
  }

  /// A JSON Web Token, whatever it is called.
  private static func isToken(_ value: String) -> Bool {
    value.hasPrefix("eyJ") && value.count { $0 == "." } >= 2
  }

  /// Beside those that are credentials wherever they stand; letters and digits only, as in ``endings``.
  private static let names: Set = [
    "code", "jwt", "otp", "pin", "sig", "signature", "session", "sid", "ticket",
    "assertion", "samlresponse", "key", "devicecode", "authcode", "authorizationcode", "idtokenhint",
  ]

  /// In whatever case: `accessToken`, `X-Amz-Signature`, `PHPSESSID`.
  private static let endings = [
    "token", "secret", "signature", "sessid", "sessionid", "password", "credential", "apikey",
  ]
}
