import HTTP
import Settings
import Synchronization
import Telemetry

/// An authorization server of the configuration, whose metadata is asked for when it is needed and kept for a while.
final class AuthorizationServer: Sendable {
  /// Bytes of the largest metadata.
  static let metadataBytes = 256 << 10
  /// How long metadata is believed.
  static let metadataTime = Duration.seconds(3_600)

  private struct Known {
    let endpoints: ServerEndpoints
    let until: Duration
  }

  private let place: OAuthSettings.Server
  private let exchange: OAuthExchange
  private let known = Mutex<Known?>(nil)

  init(_ place: OAuthSettings.Server, _ exchange: OAuthExchange) {
    self.place = place
    self.exchange = exchange
  }

  func endpoints() async throws(OAuthFailure) -> ServerEndpoints {
    switch place {
    case .endpoints(let token, let authorization, let deviceAuthorization):
      return try ServerEndpoints(
        token: token, authorization: authorization, deviceAuthorization: deviceAuthorization)
    case .issuer(let issuer):
      let now = exchange.clock.now()
      if let known = known.withLock({ $0 }), now < known.until { return known.endpoints }
      let endpoints = try await discover(issuer)
      known.withLock { $0 = Known(endpoints: endpoints, until: now + Self.metadataTime) }
      return endpoints
    }
  }

  /// Asks at the two places where metadata may be.
  private func discover(_ issuer: String) async throws(OAuthFailure) -> ServerEndpoints {
    var isOutOfReach = false
    var reasons: [String] = []
    for url in try Self.places(of: issuer) {
      do throws(OAuthFailure) {
        let json = try await exchange.get(url, bytes: Self.metadataBytes)
        return try ServerEndpoints(metadata: json, of: issuer)
      } catch {
        if error.kind == .cancelled { throw error }
        isOutOfReach = isOutOfReach || error.kind == .unreachable
        reasons.append("\(url.path): \(error.reason)")
      }
    }
    throw OAuthFailure(
      isOutOfReach ? .unreachable : .unusable,
      "the issuer \(issuer) has no metadata that can be used (\(reasons.joined(separator: "; ")))")
  }

  /// RFC 8414 §3 puts its name before the issuer's path, OpenID Connect Discovery 1.0 §4 puts its own behind it.
  static func places(of issuer: String) throws(OAuthFailure) -> [WebURL] {
    let url = try ServerEndpoints.checked(issuer, "issuer")
    guard url.query == nil else {
      throw OAuthFailure(.local, "the issuer \(url.redacted) has a query, which no issuer has")
    }
    let path = url.path.utf8.last == UInt8(ascii: "/") ? String(url.path.dropLast()) : url.path
    do throws(InvalidURL) {
      return [
        try WebURL("\(url.origin)/.well-known/oauth-authorization-server\(path)"),
        try WebURL("\(url.origin)\(path)/.well-known/openid-configuration"),
      ]
    } catch {
      throw OAuthFailure(.local, "the issuer \(url.redacted) is no URL: \(error.reason)")
    }
  }
}
