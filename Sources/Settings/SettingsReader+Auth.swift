import JSON
import Telemetry

/// The kinds of `auth`, each with the keys that it knows.
enum AuthType: String, CaseIterable {
  case none, bearer, apiKey, basic, oauth2ClientCredentials, deviceCode, authorizationCode, awsSigV4

  var keys: [AuthKey] {
    switch self {
    case .none: [.type]
    case .bearer: [.type, .token]
    case .apiKey: [.type, .header, .query, .cookie, .key]
    case .basic: [.type, .username, .password]
    // A user who signs in grants all scopes at once: there is no asking for more with a call.
    case .oauth2ClientCredentials: [.type, .skillScopes] + Self.oauthKeys
    case .deviceCode: [.type, .deviceAuthorizationUrl] + Self.oauthKeys
    case .authorizationCode: [.type, .authorizationUrl, .redirectPort] + Self.oauthKeys
    case .awsSigV4: [.type, .region, .service, .accessKeyId, .secretAccessKey, .sessionToken]
    }
  }

  private static let oauthKeys: [AuthKey] = [
    .issuer, .tokenUrl, .clientId, .clientAuth, .clientSecret, .privateKey, .algorithm, .keyId, .scopes,
    .audience, .resource, .parameters,
  ]
}

extension SettingsReader {
  mutating func credential(in field: SettingsField?) -> Resolved<CredentialSettings>? {
    guard let field, let type = authType(in: field) else { return nil }
    guard let section = section(field, as: AuthKey.self, keys: type.keys) else { return nil }
    switch type {
    case .none: return .value(.none)
    case .bearer: return requiredSecret(section, .token)?.map { .bearer($0) }
    case .apiKey: return apiKey(section)
    case .basic: return basic(section)
    case .oauth2ClientCredentials: return oauth(section, type, grant: .clientCredentials)
    case .deviceCode: return oauth(section, type, grant: .deviceCode)
    case .authorizationCode:
      let port = integer(section[.redirectPort], in: 1...65_535)
      return oauth(section, type, grant: .authorizationCode(redirectPort: port))
    case .awsSigV4: return aws(section)
    }
  }

  /// The type decides which other keys are known, so it is looked at before the section is.
  private mutating func authType(in field: SettingsField) -> AuthType? {
    guard let object = field.value.object else {
      reportKind(of: field, expected: "an object")
      return nil
    }
    let section = SettingsSection<AuthKey>(object: object, path: field.path)
    guard let type = section[.type] else {
      let types = SettingsWord.alternatives(AuthType.allCases.map(\.rawValue))
      report("\(field.path).type is missing: write \(types)", at: field.path)
      return nil
    }
    return word(type)
  }

  private mutating func apiKey(_ section: SettingsSection<AuthKey>) -> Resolved<CredentialSettings>? {
    var parts = ResolvedParts()
    let key = parts.take(requiredSecret(section, .key))
    let place = parts.take(keyPlace(section))
    guard let key, let place else { return parts.whole(nil) }
    return parts.whole(.apiKey(place, key: key))
  }

  private mutating func keyPlace(_ section: SettingsSection<AuthKey>) -> Resolved<APIKeyPlace>? {
    switch (section[.header], section[.query], section[.cookie]) {
    case (let header?, nil, nil): return value(header, HeaderName.checked)?.map { .header($0) }
    case (nil, let query?, nil): return value(query, CredentialText.queryName)?.map { .query($0) }
    case (nil, nil, let cookie?): return value(cookie, CredentialText.cookieName)?.map { .cookie($0) }
    case (nil, nil, nil):
      report(
        "\(section.path).header is missing: name the header that carries the key, such as \"X-Api-Key\", "
          + "or a \"query\" parameter or a \"cookie\"",
        at: section.path)
      return nil
    default:
      report("\(section.path) must have only one of \"header\", \"query\" and \"cookie\"", at: section.path)
      return nil
    }
  }

  private mutating func basic(_ section: SettingsSection<AuthKey>) -> Resolved<CredentialSettings>? {
    var parts = ResolvedParts()
    let username = parts.take(required(section, .username, CredentialText.username))
    let password = parts.take(requiredSecret(section, .password))
    guard let username, let password else { return parts.whole(nil) }
    return parts.whole(.basic(username: username, password: password))
  }

  private mutating func aws(_ section: SettingsSection<AuthKey>) -> Resolved<CredentialSettings>? {
    var parts = ResolvedParts()
    let region = parts.take(required(section, .region, CredentialText.awsName))
    let service = parts.take(required(section, .service, CredentialText.awsName))
    let id = parts.take(requiredSecret(section, .accessKeyId))
    let key = parts.take(requiredSecret(section, .secretAccessKey))
    let token = parts.take(secret(section[.sessionToken]))
    guard let region, let service, let id, let key else { return parts.whole(nil) }
    let settings = AWSSettings(
      region: region, service: service, accessKeyID: id, secretAccessKey: key, sessionToken: token)
    return parts.whole(.awsSigV4(settings))
  }

  // MARK: - Keys that have to be there

  mutating func required(
    _ section: SettingsSection<AuthKey>, _ key: AuthKey, _ reading: (String) throws(Unusable) -> String
  ) -> Resolved<String>? {
    guard let field = demandedField(section, key) else { return nil }
    return value(field, reading)
  }

  mutating func requiredSecret(
    _ section: SettingsSection<AuthKey>, _ key: AuthKey, mayHaveLines: Bool = false
  ) -> Resolved<SecretSource>? {
    guard let field = demandedField(section, key) else { return nil }
    return secret(field, mayHaveLines: mayHaveLines)
  }

  private mutating func demandedField(_ section: SettingsSection<AuthKey>, _ key: AuthKey) -> SettingsField? {
    if let field = section[key] { return field }
    report("\(section.path).\(key.rawValue) is missing", at: section.path)
    return nil
  }
}
