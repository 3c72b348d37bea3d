import JSON
import Telemetry

/// An `auth` as it is written, with `(secret)` in place of what may be secret.
enum WrittenCredential {
  static func shown(_ auth: JSONValue) -> JSONValue {
    members(of: auth) { name, value in
      switch AuthKey(rawValue: name) {
      case .token, .key, .password, .clientSecret, .privateKey, .accessKeyId, .secretAccessKey, .sessionToken:
        secret(value)
      case .issuer, .tokenUrl, .authorizationUrl, .deviceAuthorizationUrl: value.withoutQuery
      case .parameters:
        members(of: value) { name, value in
          Redaction.isSensitive(name: name) || value.object != nil ? secret(value) : value
        }
      default: value
      }
    }
  }

  /// A reference says where a secret is, which is none itself; the arguments of a program may be.
  private static func secret(_ value: JSONValue) -> JSONValue {
    guard value.object != nil else { return .secret }
    return members(of: value) { name, value in
      guard name == SecretKey.command.rawValue, let words = value.array else { return value }
      return .array(words.prefix(1) + words.dropFirst().map { _ in .secret })
    }
  }

  private static func members(
    of value: JSONValue, _ shown: (String, JSONValue) -> JSONValue
  ) -> JSONValue {
    guard let object = value.object else { return value }
    return .object(
      JSONObject(object.members.map { JSONObject.Member(name: $0.name, value: shown($0.name, $0.value)) }))
  }
}
