import HTTP
import JSON
package import Telemetry

/// What an authorization server gives out (RFC 6749 §5.1).
package struct TokenAnswer: Sendable, Hashable {
  package let accessToken: Secret
  /// How long it holds; nil where the server does not say.
  package let lifetime: Duration?
  package let refreshToken: Secret?
  /// What the token is good for, where that is not what was asked for.
  package let scopes: [String]?

  /// Bytes of the longest token that is taken.
  static let maximumTokenBytes = 32 << 10

  /// Reads an answer strictly: a token of another type, or one that no header can carry, is none.
  init(_ json: JSONObject, from server: String) throws(OAuthFailure) {
    guard let type = json["token_type"]?.string, type.lowercased() == "bearer" else {
      let type = json["token_type"]?.string.map { EscapedText.quoting($0) } ?? "no type"
      throw OAuthFailure(
        .unusable, "\(server) gave out a token of \(type); only bearer tokens can be sent")
    }
    guard let token = json["access_token"]?.string, Self.isToken(token) else {
      throw OAuthFailure(.unusable, "\(server) gave out no token that can be sent")
    }
    accessToken = Secret(token)
    lifetime = try Self.lifetime(json["expires_in"], server)
    switch json["refresh_token"] {
    case nil, .null?: refreshToken = nil
    case .string(let text)? where Self.isToken(text): refreshToken = Secret(text)
    default: throw OAuthFailure(.unusable, "\(server) gave out a refresh token that can't be sent")
    }
    scopes = json["scope"]?.string.map { $0.split(separator: " ").map(String.init) }
  }

  /// Seconds as a number, or as the digits that some servers write.
  private static func lifetime(_ json: JSONValue?, _ server: String) throws(OAuthFailure) -> Duration? {
    switch json {
    case nil, .null?: return nil
    case .number(let number)?:
      if let seconds = number.int, seconds >= 0 { return .seconds(min(seconds, longestSeconds)) }
      if number.double >= 0 { return .seconds(min(number.double, Double(longestSeconds))) }
    case .string(let text)? where !text.isEmpty && text.utf8.allSatisfy({ (0x30...0x39).contains($0) }):
      return .seconds(min(Int(text) ?? longestSeconds, longestSeconds))
    default: break
    }
    throw OAuthFailure(
      .unusable, "\(server) gave out a token whose lifetime (expires_in) is no number of seconds")
  }

  private static let longestSeconds = Int(AccessToken.longestLifetime / .seconds(1))

  /// RFC 6749 Appendix A.12: visible ASCII and spaces. A space would end the token in a header.
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= maximumTokenBytes
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }
}
