import HTTP
import JSON
import Telemetry

/// Signing in on another device (RFC 8628).
struct DeviceSignIn: Sendable {
  let server: TokenServer

  private var exchange: OAuthExchange { server.exchange }

  static let grantType = "urn:ietf:params:oauth:grant-type:device_code"
  /// Characters of the longest code that a user is asked to type.
  static let codeLimit = 64

  func run(
    for scopes: ScopeSet, _ show: @escaping @Sendable (SignInPrompt) -> Void
  ) async throws(OAuthFailure) -> TokenAnswer {
    guard let url = try await server.endpoints().deviceAuthorization else {
      throw OAuthFailure(
        .unusable,
        "the authorization server does not say where devices sign in (device_authorization_endpoint): "
          + "use \"authorizationCode\" in the agent's \"auth\", if it offers that")
    }
    let json = try await server.post(server.target(scopes), to: url)
    let grant = try DeviceGrant(json, from: url.asAuthorizationServer)
    exchange.redaction.register(grant.deviceCode)
    let pages = [grant.page, grant.completePage].compactMap(\.self).map(\.description)
    try exchange.checkShown([grant.userCode] + pages, of: url)
    show(.device(grant.page, code: grant.userCode, complete: grant.completePage))
    return try await poll(grant)
  }

  private func poll(_ grant: DeviceGrant) async throws(OAuthFailure) -> TokenAnswer {
    var rhythm = DeviceRhythm(interval: grant.interval, lifetime: grant.lifetime, now: exchange.clock.now())
    var form = [QueryItem("grant_type", Self.grantType)]
    grant.deviceCode.withRevealed { form.append(QueryItem("device_code", $0)) }
    while true {
      do throws(CancellationError) { try await exchange.clock.sleep(rhythm.interval) } catch {
        throw .cancelled
      }
      do throws(OAuthFailure) {
        return try await server.token(form + server.resource)
      } catch {
        try rhythm.hear(error, now: exchange.clock.now())
      }
    }
  }
}

/// What a server has prepared for a device (RFC 8628 §3.2).
struct DeviceGrant: Sendable {
  let deviceCode: Secret
  let userCode: String
  let page: WebURL
  let completePage: WebURL?
  let lifetime: Duration
  let interval: Duration

  /// The longest time that a sign-in may take, whatever the server says; and the longest pause between two questions.
  static let longestLifetime = Duration.seconds(1_800)
  static let longestInterval = Duration.seconds(60)

  init(_ json: JSONObject, from server: String) throws(OAuthFailure) {
    guard let device = json["device_code"]?.string, !device.isEmpty,
      let user = json["user_code"]?.string, !user.isEmpty, user.utf8.count <= DeviceSignIn.codeLimit,
      user.unicodeScalars.allSatisfy({ !$0.isUnsafeInText }),
      // Some spell it as an early draft did.
      let page = (json["verification_uri"] ?? json["verification_url"])?.string
    else { throw OAuthFailure(.unusable, "\(server) has sent no code that a user could sign in with") }
    deviceCode = Secret(device)
    userCode = user
    self.page = try ServerEndpoints.checked(page, "verification_uri")
    if let complete = json["verification_uri_complete"]?.string {
      completePage = try ServerEndpoints.checked(complete, "verification_uri_complete")
    } else {
      completePage = nil
    }
    lifetime = min(.seconds(max(json["expires_in"]?.int ?? 600, 1)), Self.longestLifetime)
    interval = min(.seconds(max(json["interval"]?.int ?? 5, 1)), Self.longestInterval)
  }
}

/// How often a device asks whether its user has signed in (RFC 8628 §3.5).
struct DeviceRhythm: Sendable, Hashable {
  private(set) var interval: Duration
  private let end: Duration

  /// What a server that is asked too often wants added, and what is added where it can't be reached.
  static let step = Duration.seconds(5)

  init(interval: Duration, lifetime: Duration, now: Duration) {
    self.interval = interval
    end = now + lifetime
  }

  /// Goes on after an answer that brought no token.
  ///
  /// - Throws: what ends it.
  mutating func hear(_ failure: OAuthFailure, now: Duration) throws(OAuthFailure) {
    switch failure.kind {
    case .refused("authorization_pending"): break
    case .refused("slow_down"), .unreachable:
      interval = min(interval + Self.step, DeviceGrant.longestInterval)
    case .refused("expired_token"): throw Self.tooLate
    default: throw failure
    }
    guard now + interval < end else { throw failure.kind == .unreachable ? failure : Self.tooLate }
  }

  static let tooLate = OAuthFailure(.timeout, "nobody has signed in before the code ended; start again")
}
