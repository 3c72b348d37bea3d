import Telemetry

/// What is said of the challenges of a refusal. A server's words are quoted as its own, without secrets: those are
/// taken out before anything is cut, so that no piece of one is left.
struct ChallengeWords {
  let redaction: Redaction

  /// How much of a server's words is quoted.
  static let limit = 200
  /// How many scopes and schemes are named.
  static let maximumNames = 16

  /// The token is good, but not for this (RFC 6750 §3.1).
  func missingScopes(_ challenge: AuthenticationChallenge) -> String {
    let scopes = challenge.scopes.prefix(Self.maximumNames).map { quoted($0) }
    return scopes.isEmpty
      ? "the token lacks a scope, of which the agent does not say the name"
      : "the token lacks \(scopes.count == 1 ? "the scope" : "one of the scopes") \(scopes.joined(separator: ", "))"
  }

  /// What the server says is wrong, or else what it asks for; nil when it says nothing.
  func sentence(_ challenges: [AuthenticationChallenge]) -> String? {
    if let challenge = challenges.first(where: { $0.error != nil }) {
      let words = [challenge.error, challenge.parameters["error_description"]].compactMap(\.self)
      return "the agent says " + words.map { quoted($0, limit: Self.limit) }.joined(separator: ": ")
    }
    let schemes = challenges.prefix(Self.maximumNames).map { quoted($0.scheme) }
    return schemes.isEmpty ? nil : "the agent asks for the scheme \(schemes.joined(separator: " or "))"
  }

  private func quoted(_ text: String, limit: Int = 60) -> String {
    EscapedText.quoting(redaction.redacting(text), limit: limit)
  }
}
