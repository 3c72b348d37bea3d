import JSON
import Telemetry

/// How a client proves itself, by the names that servers use for it.
enum ClientAuth: String, CaseIterable {
  case none, basic, post
  case privateKeyJWT = "private_key_jwt"
}

extension SettingsReader {
  /// What is said about an authorization server, of whichever grant.
  mutating func oauth(
    _ section: SettingsSection<AuthKey>, _ type: AuthType, grant: OAuthSettings.Grant
  ) -> Resolved<CredentialSettings>? {
    var parts = ResolvedParts()
    let server = server(section, type, &parts)
    let client = parts.take(required(section, .clientId, CredentialText.identifier))
    let proof = clientAuthentication(section, isDemanded: type == .oauth2ClientCredentials, &parts)
    let maximum = OAuthSettings.maximumEntries
    let scopes = parts.take(list(section[.scopes], of: "scopes", maximum: maximum, CredentialText.scope))
    let skillScopes = flag(section[.skillScopes])
    let audience = parts.take(value(section[.audience], CredentialText.identifier))
    let resource = parts.take(value(section[.resource], CredentialText.resource))
    let parameters = parameters(section[.parameters], &parts)
    guard let server, let client, let proof else { return parts.whole(nil) }
    return parts.whole(
      .oauth(
        OAuthSettings(
          grant: grant, server: server, clientID: client, clientAuthentication: proof, scopes: scopes ?? [],
          asksForSkillScopes: skillScopes ?? false, audience: audience, resource: resource,
          parameters: parameters.open, secretParameters: parameters.secret)))
  }

  // MARK: - The server

  private mutating func server(
    _ section: SettingsSection<AuthKey>, _ type: AuthType, _ parts: inout ResolvedParts
  ) -> OAuthSettings.Server? {
    switch (section[.issuer], section[.tokenUrl]) {
    case (let issuer?, nil):
      for key in [AuthKey.authorizationUrl, .deviceAuthorizationUrl] where section[key] != nil {
        report(
          "\(section.path).\(key.rawValue) goes with \"tokenUrl\"; the issuer says its addresses itself",
          at: section.path.appending(name: key.rawValue))
      }
      return parts.take(value(issuer, AgentURL.checkedIssuer)).map { .issuer($0) }
    case (nil, let token?): return endpoints(section, type, token, &parts)
    case (nil, nil):
      report(
        "\(section.path).issuer is missing: name the authorization server, or its \"tokenUrl\"",
        at: section.path)
    case (_?, let token?):
      report("\(section.path) has both \"issuer\" and \"tokenUrl\"; keep one of them", at: token.path)
    }
    return nil
  }

  private mutating func endpoints(
    _ section: SettingsSection<AuthKey>, _ type: AuthType, _ token: SettingsField,
    _ parts: inout ResolvedParts
  ) -> OAuthSettings.Server? {
    let url = parts.take(value(token, AgentURL.checkedEndpoint))
    switch type {
    case .deviceCode:
      let device = parts.take(required(section, .deviceAuthorizationUrl, AgentURL.checkedEndpoint))
      guard let url, let device else { return nil }
      return .endpoints(token: url, deviceAuthorization: device)
    case .authorizationCode:
      let page = parts.take(required(section, .authorizationUrl, AgentURL.checkedEndpoint))
      guard let url, let page else { return nil }
      return .endpoints(token: url, authorization: page)
    default: return url.map { .endpoints(token: $0) }
    }
  }

  // MARK: - The client

  private mutating func clientAuthentication(
    _ section: SettingsSection<AuthKey>, isDemanded: Bool, _ parts: inout ResolvedParts
  ) -> OAuthSettings.ClientAuthentication? {
    guard let method = clientAuth(section, isDemanded: isDemanded) else { return nil }
    refuseUseless(section, for: method)
    switch method {
    case .none: return OAuthSettings.ClientAuthentication.none
    case .basic: return parts.take(requiredSecret(section, .clientSecret)).map { .basic(secret: $0) }
    case .post: return parts.take(requiredSecret(section, .clientSecret)).map { .post(secret: $0) }
    case .privateKeyJWT:
      let key = parts.take(requiredSecret(section, .privateKey, mayHaveLines: true))
      let algorithm: OAuthSettings.Algorithm? = parts.take(value(section[.algorithm], SettingsWord.reading))
      let keyID = parts.take(value(section[.keyId], CredentialText.identifier))
      return key.map { .privateKeyJWT(key: $0, algorithm: algorithm ?? .es256, keyID: keyID) }
    }
  }

  /// The method that is written, or the one that follows from what is there.
  private mutating func clientAuth(_ section: SettingsSection<AuthKey>, isDemanded: Bool) -> ClientAuth? {
    var method: ClientAuth
    switch (section[.clientAuth], section[.clientSecret], section[.privateKey]) {
    case (let field?, _, _):
      guard let written: ClientAuth = word(field) else { return nil }
      method = written
    case (nil, _?, let key?):
      report("\(section.path) has both \"clientSecret\" and \"privateKey\"; keep one of them", at: key.path)
      return nil
    case (nil, _?, nil): method = .basic
    case (nil, nil, _?): method = .privateKeyJWT
    case (nil, nil, nil): method = .none
    }
    guard isDemanded, method == .none else { return method }
    if let field = section[.clientAuth] {
      report(
        "\(field.path) can't be \"none\": a client that acts for itself has a \"clientSecret\" or a \"privateKey\"",
        at: field.path)
      return nil
    }
    report(
      "\(section.path).clientSecret is missing: a client that acts for itself has that or a \"privateKey\"",
      at: section.path)
    return nil
  }

  /// A secret that is never sent is one that somebody thinks protects something.
  private mutating func refuseUseless(_ section: SettingsSection<AuthKey>, for method: ClientAuth) {
    let useless: [AuthKey] =
      switch method {
      case .none: [.clientSecret, .privateKey, .algorithm, .keyId]
      case .basic, .post: [.privateKey, .algorithm, .keyId]
      case .privateKeyJWT: [.clientSecret]
      }
    for key in useless where section[key] != nil {
      report(
        "\(section.path).\(key.rawValue) is of no use with the \"clientAuth\" \"\(method.rawValue)\"",
        at: section.path.appending(name: key.rawValue))
    }
  }

  // MARK: - Further parameters

  /// The parameters that the grants themselves write.
  private static let ownParameters: Set<String> = [
    "grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type", "scope",
    "audience",
    "resource", "code", "code_verifier", "code_challenge", "code_challenge_method", "redirect_uri",
    "response_type",
    "state", "nonce", "refresh_token", "device_code",
  ]

  /// The further parameters, those apart that are secrets: by their names, or because it is not said what they are but
  /// where.
  private mutating func parameters(
    _ field: SettingsField?, _ parts: inout ResolvedParts
  ) -> (open: [String: String], secret: [String: SecretSource]) {
    guard let field else { return ([:], [:]) }
    guard let object = field.value.object else {
      reportKind(of: field, expected: "an object of names and values")
      return ([:], [:])
    }
    guard hasRoom(object.count, field, OAuthSettings.maximumEntries) else { return ([:], [:]) }
    var open: [String: String] = [:]
    var secret: [String: SecretSource] = [:]
    for member in object {
      let parameter = SettingsField(value: member.value, path: field.path.appending(name: member.name))
      if Self.ownParameters.contains(member.name) {
        report("\(parameter.path) is one that the bridge writes itself", at: parameter.path)
      } else if (try? CredentialText.queryName(member.name)) == nil {
        report("a key of \(field.path) must be the name of a parameter", at: parameter.path)
      } else if Redaction.isSensitive(name: member.name) || member.value.object != nil {
        secret[member.name] = parts.take(self.secret(parameter))
      } else {
        open[member.name] = parts.take(openParameter(parameter))
      }
    }
    return (open, secret)
  }

  /// Whoever has put a value into a variable may not want it to be read.
  private mutating func openParameter(_ field: SettingsField) -> Resolved<String>? {
    let value = value(field, CredentialText.identifier)
    if case .value(let text) = value, !isLiteral(field) || LikelySecret.isIn(text) {
      redaction.register(Secret(text), forGood: true)
    }
    return value
  }
}
