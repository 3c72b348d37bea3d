import HTTP
import JSON
import Telemetry

/// Where an authorization server takes which requests.
struct ServerEndpoints: Sendable, Hashable {
  var token: WebURL
  var authorization: WebURL?
  var deviceAuthorization: WebURL?
  /// Who the server says it is; nil where only endpoints are configured.
  var issuer: String?
  /// Whether it names itself when it sends the browser back (RFC 9207 §3).
  var namesItself = false
  /// How it can check that a code reaches whom it is for (RFC 8414 §2); nil where it does not say.
  var challengeMethods: [String]?

  /// An address that secrets may be sent to: https, or http on this machine.
  static func checked(_ text: String, _ name: String) throws(OAuthFailure) -> WebURL {
    let url: WebURL
    do throws(InvalidURL) {
      url = try WebURL(text)
    } catch {
      throw OAuthFailure(
        .unusable, "the server's \(name) \(EscapedText.quoting(text)) is no URL: \(error.reason)")
    }
    guard url.scheme == "https" || url.isLoopback else {
      throw OAuthFailure(
        .unusable,
        "the server's \(name) \(url.redacted) is not https, so that secrets could be read on the way")
    }
    return url
  }

  /// Reads a server's metadata (RFC 8414 §2, OpenID Connect Discovery 1.0 §3).
  ///
  /// That its issuer is the one that was asked for is what keeps a server from speaking for another (RFC 8414 §3.3).
  /// Its endpoints may be at other origins, as at large providers they are.
  init(metadata json: JSONObject, of issuer: String) throws(OAuthFailure) {
    guard let said = json["issuer"]?.string, said.utf8.elementsEqual(issuer.utf8) else {
      let said = json["issuer"]?.string.map { EscapedText.quoting($0) } ?? "nobody"
      throw OAuthFailure(
        .unusable,
        "the metadata of \(EscapedText.quoting(issuer)) says that it is of \(said); the two must be spelled alike"
      )
    }
    guard let token = json["token_endpoint"]?.string else {
      throw OAuthFailure(.unusable, "the metadata of \(EscapedText.quoting(issuer)) names no token_endpoint")
    }
    self.token = try Self.checked(token, "token_endpoint")
    authorization = try Self.optional(json, "authorization_endpoint")
    deviceAuthorization = try Self.optional(json, "device_authorization_endpoint")
    self.issuer = issuer
    namesItself = json["authorization_response_iss_parameter_supported"]?.bool ?? false
    challengeMethods = json["code_challenge_methods_supported"]?.array?.compactMap(\.string)
  }

  init(token: String, authorization: String?, deviceAuthorization: String?) throws(OAuthFailure) {
    self.token = try Self.checked(token, "tokenUrl")
    self.authorization = try authorization.map { text throws(OAuthFailure) in
      try Self.checked(text, "authorizationUrl")
    }
    self.deviceAuthorization = try deviceAuthorization.map { text throws(OAuthFailure) in
      try Self.checked(text, "deviceAuthorizationUrl")
    }
  }

  private static func optional(_ json: JSONObject, _ name: String) throws(OAuthFailure) -> WebURL? {
    guard let text = json[name]?.string else { return nil }
    return try checked(text, name)
  }
}
