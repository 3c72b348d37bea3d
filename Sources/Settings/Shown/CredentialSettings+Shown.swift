import JSON
import Telemetry

extension SecretSource {
  /// `(secret)`, or the program that prints it: its arguments may be secrets as well.
  var shown: JSONValue {
    switch self {
    case .value: .secret
    case .command(let command):
      .section([
        SecretKey.command: .array(
          [.text("\(command)")] + command.arguments.dropFirst().map { _ in .secret }),
        .ttl: command.lifetime.map { .duration($0) } ?? .null,
      ])
    }
  }
}

extension CredentialSettings {
  var shown: JSONValue {
    switch self {
    case .none: Self.auth(AuthType.none, [:])
    case .bearer(let token): Self.auth(.bearer, [.token: token.shown])
    case .apiKey(.header(let name), let key): Self.auth(.apiKey, [.header: .text(name), .key: key.shown])
    case .apiKey(.query(let name), let key): Self.auth(.apiKey, [.query: .text(name), .key: key.shown])
    case .apiKey(.cookie(let name), let key): Self.auth(.apiKey, [.cookie: .text(name), .key: key.shown])
    case .basic(let username, let password):
      Self.auth(.basic, [.username: .text(username), .password: password.shown])
    case .oauth(let settings): settings.shown
    case .awsSigV4(let settings):
      Self.auth(
        .awsSigV4,
        [
          .region: .text(settings.region), .service: .text(settings.service),
          .accessKeyId: settings.accessKeyID.shown, .secretAccessKey: settings.secretAccessKey.shown,
          .sessionToken: settings.sessionToken.map(\.shown) ?? .null,
        ])
    }
  }

  fileprivate static func auth(_ type: AuthType, _ members: KeyValuePairs<AuthKey, JSONValue>) -> JSONValue {
    let type = JSONObject.Member(name: AuthKey.type.rawValue, value: .string(type.rawValue))
    let others = members.map { JSONObject.Member(name: $0.key.rawValue, value: $0.value) }
    return .object(JSONObject([type] + others.filter { !$0.value.isNull }))
  }
}

extension OAuthSettings {
  fileprivate var shown: JSONValue {
    let (token, authorization, device, issuer): (String?, String?, String?, String?) =
      switch server {
      case .issuer(let issuer): (nil, nil, nil, issuer)
      case .endpoints(let token, let authorization, let device): (token, authorization, device, nil)
      }
    return CredentialSettings.auth(
      type,
      [
        .issuer: .url(issuer), .tokenUrl: .url(token), .authorizationUrl: .url(authorization),
        .deviceAuthorizationUrl: .url(device), .clientId: .text(clientID),
        .clientAuth: .string(clientAuthentication.name),
        .clientSecret: clientAuthentication.secret?.shown ?? .null,
        .privateKey: clientAuthentication.key?.shown ?? .null,
        .algorithm: .text(clientAuthentication.algorithm?.rawValue),
        .keyId: .text(clientAuthentication.keyID),
        .scopes: .texts(scopes), .skillScopes: grant.isInteractive ? .null : .bool(asksForSkillScopes),
        .audience: .text(audience),
        .resource: .text(resource), .parameters: shownParameters,
        .redirectPort: redirectPort.map { .number($0) } ?? .null,
      ])
  }

  private var type: AuthType {
    switch grant {
    case .clientCredentials: .oauth2ClientCredentials
    case .deviceCode: .deviceCode
    case .authorizationCode: .authorizationCode
    }
  }

  private var redirectPort: Int? {
    if case .authorizationCode(let port) = grant { port } else { nil }
  }

  private var shownParameters: JSONValue {
    let shown = parameters.mapValues { JSONValue.text($0) }
      .merging(secretParameters.mapValues(\.shown)) { $1 }
    return .map(shown) { $0 }
  }
}

extension OAuthSettings.ClientAuthentication {
  fileprivate var name: String {
    switch self {
    case .none: ClientAuth.none.rawValue
    case .basic: ClientAuth.basic.rawValue
    case .post: ClientAuth.post.rawValue
    case .privateKeyJWT: ClientAuth.privateKeyJWT.rawValue
    }
  }

  fileprivate var secret: SecretSource? {
    switch self {
    case .basic(let secret), .post(let secret): secret
    case .none, .privateKeyJWT: nil
    }
  }

  fileprivate var key: SecretSource? { if case .privateKeyJWT(let key, _, _) = self { key } else { nil } }

  fileprivate var algorithm: OAuthSettings.Algorithm? {
    if case .privateKeyJWT(_, let algorithm, _) = self { algorithm } else { nil }
  }

  fileprivate var keyID: String? { if case .privateKeyJWT(_, _, let keyID) = self { keyID } else { nil } }
}
