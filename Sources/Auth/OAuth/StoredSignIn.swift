import JSON
import Telemetry

/// What a user's signing in has brought, as it is kept between runs.
struct StoredSignIn: Sendable, Hashable {
  var refreshToken: Secret?
  var accessToken: Secret
  /// When the access token was given out.
  var issued: Timestamp
  /// When it ends; nil where the server does not say.
  var expires: Timestamp?

  /// Bytes of the largest file.
  static let maximumBytes = 128 << 10
  private static let version = 1
  /// Milliseconds of the times that are believed: up to the year 9999.
  private static let times = 0...253_402_300_799_999

  init(_ answer: TokenAnswer, replacing old: StoredSignIn? = nil, now: Timestamp) {
    // A server that sends no new one lets the old one hold (RFC 6749 §6).
    refreshToken = answer.refreshToken ?? old?.refreshToken
    accessToken = answer.accessToken
    issued = now
    expires = answer.lifetime.map { Timestamp(milliseconds: now.milliseconds + Int64($0 / .milliseconds(1))) }
  }

  /// - Returns: nil for anything that ``json`` did not write.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes), json["version"]?.int == Self.version,
      let access = json["accessToken"]?.string, let issued = json["issued"]?.int, Self.times.contains(issued),
      json["expires"]?.isNull ?? true || json["expires"]?.int.map(Self.times.contains) ?? false
    else { return nil }
    accessToken = Secret(access)
    self.issued = Timestamp(milliseconds: Int64(issued))
    refreshToken = json["refreshToken"]?.string.map { Secret($0) }
    expires = json["expires"]?.int.map { Timestamp(milliseconds: Int64($0)) }
  }

  /// The file's content, which is no less secret than what is in it.
  var bytes: [UInt8] {
    var json: JSONObject = ["version": JSONValue(Self.version)]
    accessToken.withRevealed { json["accessToken"] = .string($0) }
    refreshToken?.withRevealed { json["refreshToken"] = .string($0) }
    json["issued"] = JSONValue(Int(issued.milliseconds))
    json["expires"] = expires.map { JSONValue(Int($0.milliseconds)) }
    return json.serialized()
  }

  /// The access token, if it is not about to end.
  func accessToken(time: Timestamp, now: Duration) -> AccessToken? {
    guard let expires else {
      // Nobody knows; the agent will say so.
      return AccessToken(accessToken, lifetime: nil, now: now)
    }
    let age = Duration.milliseconds(max(0, time.milliseconds - issued.milliseconds))
    let lifetime = Duration.milliseconds(expires.milliseconds - issued.milliseconds)
    let token = AccessToken(accessToken, lifetime: lifetime, now: now - age)
    return now < token.freshUntil ? token : nil
  }

  /// Whether another token may be had without the user, or none is needed yet.
  func isOfUse(_ time: Timestamp) -> Bool {
    refreshToken != nil || expires.map { time.milliseconds < $0.milliseconds } ?? true
  }
}
