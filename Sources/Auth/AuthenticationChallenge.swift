package import HTTP

/// What a server asks for that refuses a request: one challenge of `WWW-Authenticate` (RFC 9110 §11.6.1).
package struct AuthenticationChallenge: Sendable, Hashable {
  /// In lower case: `bearer`, `basic`.
  package let scheme: String
  /// By their names in lower case. The server's words, not to be trusted.
  package private(set) var parameters: [String: String] = [:]

  /// The most challenges of one response, and the most parameters of one challenge; what is beyond is not looked at.
  static let maximumChallenges = 16
  static let maximumParameters = 32

  init(scheme: String, parameters: [String: String] = [:]) {
    self.scheme = scheme
    self.parameters = parameters
  }

  /// What kind of error it is, where the scheme has kinds (RFC 6750 §3.1).
  package var error: String? { parameters["error"] }

  /// The scopes that would do (RFC 6750 §3).
  package var scopes: [String] { (parameters["scope"] ?? "").split(separator: " ").map(String.init) }

  /// The challenges in the fields of a response, as far as they can be read.
  package static func all(in fields: HTTPFields) -> [AuthenticationChallenge] {
    let values = fields.filter { $0.name.lowercased() == "www-authenticate" }.map(\.value)
    return Array(values.lazy.flatMap { ChallengeReader.read($0) }.prefix(maximumChallenges))
  }

  fileprivate mutating func add(_ name: String, _ value: String) {
    guard parameters.count < Self.maximumParameters else { return }
    if parameters[name.lowercased()] == nil { parameters[name.lowercased()] = value }
  }
}

/// Reads one field: challenges and their parameters are both separated by commas, so what follows one is told by
/// looking.
private struct ChallengeReader {
  private var rest: ArraySlice<UInt8>

  static func read(_ field: String) -> [AuthenticationChallenge] {
    var reader = ChallengeReader(rest: Array(field.utf8)[...])
    var challenges: [AuthenticationChallenge] = []
    while challenges.count < AuthenticationChallenge.maximumChallenges, let challenge = reader.challenge() {
      challenges.append(challenge)
    }
    return challenges
  }

  private mutating func challenge() -> AuthenticationChallenge? {
    skip { $0.isSpace || $0 == UInt8(ascii: ",") }
    guard let scheme = token() else { return nil }
    var challenge = AuthenticationChallenge(scheme: scheme.lowercased())
    skip(\.isSpace)
    if skipToken68() { return challenge }
    while let (name, value) = parameter() {
      challenge.add(name, value)
      skip { $0.isSpace || $0 == UInt8(ascii: ",") }
    }
    return challenge
  }

  /// A parameter; nil, and nothing is read, where there is none.
  private mutating func parameter() -> (name: String, value: String)? {
    let start = rest
    if let name = token() {
      skip(\.isSpace)
      if take(UInt8(ascii: "=")) {
        skip(\.isSpace)
        if let value = quoted() ?? token() { return (name, value) }
      }
    }
    rest = start
    return nil
  }

  /// What some schemes have in place of parameters: nothing here needs it.
  private mutating func skipToken68() -> Bool {
    let start = rest
    skip { $0.isTokenCharacter || $0 == UInt8(ascii: "/") }
    let hasDigits = rest.startIndex > start.startIndex
    skip { $0 == UInt8(ascii: "=") }
    skip(\.isSpace)
    if hasDigits, rest.isEmpty || rest.first == UInt8(ascii: ",") { return true }
    rest = start
    return false
  }

  private mutating func token() -> String? {
    let token = rest.prefix(while: \.isTokenCharacter)
    rest = rest.dropFirst(token.count)
    return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
  }

  private mutating func quoted() -> String? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    var text: [UInt8] = []
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
        text.append(escaped)
      } else {
        text.append(byte)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func skip(_ isSkipped: (UInt8) -> Bool) { rest = rest.drop(while: isSkipped) }
}

extension UInt8 {
  fileprivate var isSpace: Bool { self == 0x20 || self == 0x09 }
}
