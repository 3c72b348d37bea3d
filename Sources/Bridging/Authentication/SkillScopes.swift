import A2A
import Auth
import Settings

/// The scopes that a card names for one of its skills.
enum SkillScopes {
  /// The most that are asked for, and the longest, in bytes.
  static let maximum = 32
  static let maximumBytes = 256

  /// The scopes of the first wish that a token would meet: the skill's own, or else what the card says of all.
  static func named(for skill: AgentSkill, in card: AgentCard) -> [String] {
    let requirements =
      skill.securityRequirements.isEmpty ? card.securityRequirements : skill.securityRequirements
    let uses = requirements.lazy.map {
      $0.uses.filter { card.securityScheme(named: $0.scheme)?.isOfTokens ?? false }
    }
    .first { !$0.isEmpty }
    var known: Set<String> = []
    let scopes = (uses ?? []).flatMap(\.scopes).filter { isScope($0) && known.insert($0).inserted }
    return Array(scopes.prefix(maximum))
  }

  /// A token of RFC 6749 §3.3: nothing in it can be taken for two, or for anything else.
  private static func isScope(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= maximumBytes
      && text.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }

  /// Runs `work`, whose requests ask for tokens that are good for `skill`, where the configuration allows that.
  static func asking<Value, Failure: Error>(
    for skill: ToolSkill, of agent: AgentSnapshot, _ work: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    guard case .oauth(let settings) = agent.settings.credential, settings.asksForSkillScopes,
      !skill.scopes.isEmpty
    else { return try await work() }
    let result = await RequestedScopes.$current.withValue(skill.scopes) {
      () async -> Result<Value, Failure> in
      do throws(Failure) { return .success(try await work()) } catch { return .failure(error) }
    }
    return try result.get()
  }
}

extension SecurityScheme {
  fileprivate var isOfTokens: Bool {
    switch proof {
    case .oauth2, .openIDConnect: true
    case .bearer, .basic, .http, .apiKey, .mutualTLS, .unknown: false
    }
  }
}
