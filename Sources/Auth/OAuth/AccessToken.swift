import Storage
import Telemetry

/// A token as it is kept while it holds.
struct AccessToken: Sendable, Equatable {
  let secret: Secret
  /// From when on another one is asked for; times are of the clock that does not go back.
  var freshUntil: Duration
  /// From when on it is not sent any more.
  let expires: Duration
  /// When it was given out.
  let since: Duration
  /// The file that it is kept in, as it was then: it holds no longer than that. Nil for one that is kept in no file.
  var source: FileStamp?

  /// What holds where the server does not say how long (RFC 6749 §5.1 only recommends it).
  static let unsaidLifetime = Duration.seconds(300)
  /// The longest lifetime that is believed.
  static let longestLifetime = Duration.seconds(30 * 86_400)
  /// How long before its end a token is replaced, unless it is short: then a tenth of its lifetime.
  static let margin = Duration.seconds(60)

  /// - Parameter lifetime: How long it holds from `now` on; nil where nobody knows.
  init(_ secret: Secret, lifetime: Duration?, now: Duration) {
    let lifetime = min(max(lifetime ?? Self.unsaidLifetime, .zero), Self.longestLifetime)
    self.secret = secret
    since = now
    expires = now + lifetime
    freshUntil = expires - min(Self.margin, lifetime / 10)
  }
}
