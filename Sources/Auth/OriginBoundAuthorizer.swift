package import HTTP
package import Settings
package import Telemetry

/// Adds an agent's credential and headers to requests for that agent, and to no others.
///
/// A card decides which URLs are called, and whoever writes the card is not who gave the credential; so it is bound to
/// the origins of the configuration. A request to anywhere else passes unchanged: an agent may well have public
/// interfaces, and answers 401 itself if it does want to know.
package struct OriginBoundAuthorizer: RequestAuthorizer {
  private let parts: [CredentialPart]
  private let origins: Set<Origin>
  private let redaction: Redaction
  /// Whether a 403 may be said of credentials that have run out, too: AWS has no other answer.
  private let isSigned: Bool
  /// What to do about a scope that a token lacks, as the end of a sentence.
  private let scopeAdvice: String

  /// An authorizer for requests to `origins`.
  ///
  /// - Parameters:
  ///   - redaction: Is told of every secret that is found later.
  ///   - tokens: Makes what gives out tokens, if the credential is one of OAuth.
  /// - Throws: ``InvalidCredential`` when something could not be sent or could smuggle in something else. What a
  ///   program prints is looked at when it has.
  package init(
    _ credential: CredentialSettings, headers: [HeaderSettings] = [], for origins: Set<Origin>,
    redaction: Redaction, tokens: (OAuthSettings) -> any TokenSource
  ) throws(InvalidCredential) {
    let places =
      headers.map { ($0.value, CredentialPlace.header($0.name)) } + (credential.placed.map { [$0] } ?? [])
    var names: Set<String> = []
    for (source, place) in places {
      try place.check()
      if let secret = source.value { try place.check(secret) }
      guard place.header.map({ names.insert($0).inserted }) ?? true else {
        throw InvalidCredential(reason: .duplicate, place: place.words)
      }
    }
    if credential.setsAuthorization, names.contains("authorization") {
      throw InvalidCredential(reason: .duplicate, place: CredentialPlace.bearer.words)
    }
    var parts = places.map { CredentialPart.secret(LiveSecret($0, redaction: redaction), $1) }
    switch credential {
    case .oauth(let settings): parts.append(.token(tokens(settings)))
    case .awsSigV4(let settings): parts.append(.signature(AWSSigner(settings, redaction: redaction)))
    case .none, .bearer, .apiKey, .basic: break
    }
    self.parts = parts
    self.origins = origins
    self.redaction = redaction
    if case .awsSigV4 = credential { isSigned = true } else { isSigned = false }
    scopeAdvice = credential.scopeAdvice
  }

  package func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {
    guard origins.contains(request.url.origin) else { return }
    var authorized = request
    for part in parts { try await part.add(to: &authorized) }
    // What is in use is not forgotten for what came later.
    for secret in authorized.shownSecrets { redaction.register(secret) }
    request = authorized
  }

  package func advice(on refusal: HTTPResponse.Head, of request: HTTPRequest) async -> RefusalAdvice {
    guard origins.contains(request.url.origin) else {
      return .giveUp(
        parts.isEmpty
          ? nil
          : "no credentials were sent to \(request.url.origin), which is neither the configured address nor in "
            + "\"allowedOrigins\"")
    }
    let challenges = AuthenticationChallenge.all(in: refusal.fields)
    let lack = challenges.first { $0.error == "insufficient_scope" }
    // A lack of scopes is said with 403 (RFC 6750 §3.1). What comes with 401 may have run out, whatever is said of it.
    let mayHaveRunOut = refusal.status == 401 || isSigned && lack == nil
    if mayHaveRunOut, await refused(request.shownSecrets) { return .retry }
    if let lack { return .giveUp(ChallengeWords(redaction: redaction).missingScopes(lack) + scopeAdvice) }
    return .giveUp(ChallengeWords(redaction: redaction).sentence(challenges))
  }

  /// Tells each part of the secrets that it has shown.
  ///
  /// - Returns: Whether a request with others may be made.
  private func refused(_ secrets: [Secret]) async -> Bool {
    var rest = secrets[...]
    var isNew = false
    for part in parts {
      if await part.refused(Array(rest.prefix(part.count))) { isNew = true }
      rest = rest.dropFirst(part.count)
    }
    return isNew
  }
}

extension CredentialSettings {
  /// The secret that is sent as it is, and where.
  fileprivate var placed: (SecretSource, CredentialPlace)? {
    switch self {
    case .none, .oauth, .awsSigV4: nil
    case .bearer(let token): (token, .bearer)
    case .apiKey(.header(let name), let key): (key, .header(name))
    case .apiKey(.query(let name), let key): (key, .query(name))
    case .apiKey(.cookie(let name), let key): (key, .cookie(name))
    case .basic(let username, let password): (password, .basic(username: username))
    }
  }

  fileprivate var scopeAdvice: String {
    guard case .oauth(let settings) = self else { return "" }
    return settings.grant.isInteractive
      ? "; name it in \"scopes\" of the agent's \"auth\", and sign in again"
      : "; name it in \"scopes\" of the agent's \"auth\", or set \"skillScopes\" there"
  }

  /// Whether the header `Authorization` is filled in when a request is made.
  fileprivate var setsAuthorization: Bool {
    switch self {
    case .oauth, .awsSigV4: true
    case .none, .bearer, .apiKey, .basic: false
    }
  }
}
