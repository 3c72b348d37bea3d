import HTTP
import HTTPServer
package import JSON
package import MCP
import Synchronization

/// An authorization server for tests: it believes nothing, remembers every request, and misbehaves when it is told to.
///
///     try await IdentityProvider.running { provider in
///       provider.register(.init(id: "bridge", proof: .basic("s3cret")))
///       …
///       #expect(provider.tokenRequests.count == 1)
///     }
package final class IdentityProvider: Sendable {
  /// A client that it knows.
  package struct Client: Sendable {
    package enum Proof: Sendable {
      case none
      case basic(String)
      case post(String)
      /// - key: In PEM; RSA for RS256.
      case assertion(publicKey: String, algorithm: String, keyID: String?)
    }

    package var id: String
    package var proof: Proof

    package init(id: String, proof: Proof) {
      self.id = id
      self.proof = proof
    }
  }

  /// What it does instead of answering properly, once.
  package enum Mishap: Sendable {
    case answer(status: Int, type: String, body: String)
    case redirect(status: Int, to: String)
    /// It answers as always when the latch opens.
    case wait(Latch)
    /// It renews as always, and the answer is lost.
    case forgetAnswer
  }

  /// What a request for a token said.
  package struct TokenRequest: Sendable {
    package let form: [String: String]
    package let authorization: String?
  }

  struct Grant {
    let client: String
    var scope: String?
    var challenge: String?
    var redirect: String?
  }

  struct State {
    var clients: [String: Client] = [:]
    var metadata: JSONObject = [:]
    var tokenRequests: [TokenRequest] = []
    var paths: [String] = []
    var mishaps: [Mishap] = []
    var issued = 0
    var refreshTokens: [String: Grant] = [:]
    var usedRefreshTokens: Set<String> = []
    var codes: [String: Grant] = [:]
    var assertions: Set<String> = []
    var devices: [String: Grant] = [:]
    var approved: Set<String> = []
    var deviceAnswers: [String] = []
    var lifetime: JSONValue? = 3_600
    var accessToken: String?
    var browserIssuer: String??
    var extra: JSONObject = [:]
    var date: String?
    var waiters: [(count: Int, latch: Latch)] = []

    /// Remembers a request, and takes out those who have waited for it.
    mutating func remember(_ request: TokenRequest) -> [Latch] {
      tokenRequests.append(request)
      let satisfied = waiters.filter { $0.count <= tokenRequests.count }
      waiters.removeAll { $0.count <= tokenRequests.count }
      return satisfied.map(\.latch)
    }
  }

  let state = Mutex(State())
  /// Where it is.
  package let origin: String
  /// What it says it is.
  package let issuer: String

  private init(port: Int) {
    origin = "http://127.0.0.1:\(port)"
    issuer = origin + "/tenant"
    state.withLock { state in
      state.metadata = [
        "issuer": .string(issuer), "token_endpoint": .string(tokenURL),
        "authorization_endpoint": .string(authorizationURL),
        "device_authorization_endpoint": .string(deviceURL),
        "authorization_response_iss_parameter_supported": true,
        "code_challenge_methods_supported": ["S256"],
      ]
    }
  }

  package var tokenURL: String { issuer + "/token" }
  package var authorizationURL: String { issuer + "/authorize" }
  package var deviceURL: String { issuer + "/device" }

  /// Runs one as long as `body` runs.
  package static func running<Value>(_ body: (IdentityProvider) async throws -> Value) async throws -> Value {
    let made = Mutex<IdentityProvider?>(nil)
    return try await HTTPServer().withRunning(responder: { port in
      let provider = IdentityProvider(port: port)
      made.withLock { $0 = provider }
      return { await provider.respond(to: $0) }
    }) { _ in
      guard let provider = made.withLock({ $0 }) else { preconditionFailure("it is made before it runs") }
      return try await body(provider)
    }
  }

  // MARK: What it is told

  package func register(_ client: Client) { state.withLock { $0.clients[client.id] = client } }

  /// Misbehaves at the next request for a token, and the one after.
  package func misbehave(_ mishaps: Mishap...) { state.withLock { $0.mishaps += mishaps } }

  /// Changes its metadata; nil removes a member.
  package func claim(_ name: String, _ value: JSONValue?) { state.withLock { $0.metadata[name] = value } }

  /// Says how long tokens hold; nil: nothing.
  package func lifetime(_ value: JSONValue?) { state.withLock { $0.lifetime = value } }

  /// Gives out this very token from now on.
  package func accessToken(_ token: String?) { state.withLock { $0.accessToken = token } }

  /// Adds to the answers that bring tokens.
  package func add(_ name: String, _ value: JSONValue?) { state.withLock { $0.extra[name] = value } }

  /// Says in the field `Date` that it is this time.
  package func date(_ text: String) { state.withLock { $0.date = text } }

  /// Sends the browser back with this in `iss`; nil without.
  package func browserIssuer(_ issuer: String?) { state.withLock { $0.browserIssuer = .some(issuer) } }

  /// What it answers to those who ask whether the user has signed in on the other device, in this order, before the
  /// truth.
  package func deviceAnswers(_ codes: String...) { state.withLock { $0.deviceAnswers = codes } }

  /// The user signs in on the other device, with the code that was shown.
  package func approve(_ userCode: String) { state.withLock { _ = $0.approved.insert(userCode) } }

  /// Ends all sign-ins.
  package func revokeAll() { state.withLock { $0.refreshTokens = [:] } }

  // MARK: What it has seen

  package var tokenRequests: [TokenRequest] { state.withLock { $0.tokenRequests } }

  /// Returns when there have been so many requests for a token.
  package func tokenRequests(atLeast count: Int) async {
    let latch = Latch()
    let isThere = state.withLock { state in
      if state.tokenRequests.count >= count { return true }
      state.waiters.append((count, latch))
      return false
    }
    if !isThere { await latch.wait() }
  }

  /// The paths of all requests.
  package var paths: [String] { state.withLock { $0.paths } }

  // MARK: Answers

  private func respond(to request: ServerRequest) async -> ServerResponse {
    state.withLock { $0.paths.append(request.path) }
    var response = await answer(request)
    if let date = state.withLock({ $0.date }) { response.fields["Date"] = date }
    return response
  }

  private func answer(_ request: ServerRequest) async -> ServerResponse {
    switch (request.method, request.path) {
    case ("GET", "/.well-known/oauth-authorization-server/tenant"),
      ("GET", "/tenant/.well-known/openid-configuration"):
      state.withLock { state in
        state.metadata["without"]?.string == request.path
          ? ServerResponse(status: 404) : .json(200, state.metadata)
      }
    case ("POST", "/tenant/token"): await tokenAnswer(request)
    case ("POST", "/tenant/device"): deviceAnswer(request)
    case ("GET", "/tenant/authorize"): authorizationAnswer(request)
    default: ServerResponse(status: 404)
    }
  }

  private func tokenAnswer(_ request: ServerRequest) async -> ServerResponse {
    let form = Self.form(request)
    let (mishap, latches) = state.withLock { state in
      let latches = state.remember(
        TokenRequest(form: form, authorization: request.fields["authorization"]))
      return (state.mishaps.isEmpty ? nil : state.mishaps.removeFirst(), latches)
    }
    for latch in latches { latch.open() }
    switch mishap {
    case .answer(let status, let type, let body):
      return ServerResponse(status: status, fields: ["Content-Type": type], body: Array(body.utf8))
    case .redirect(let status, let place): return ServerResponse(status: status, fields: ["Location": place])
    case .wait(let latch): await latch.wait()
    case .forgetAnswer:
      _ = token(request, form)
      return ServerResponse(status: 500)
    case nil: break
    }
    return token(request, form)
  }

  static func form(_ request: ServerRequest) -> [String: String] {
    Dictionary(
      FormEncoding.decode(String(decoding: request.body, as: UTF8.self)).map { ($0.name, $0.value) },
      uniquingKeysWith: { $1 })
  }
}

extension ServerResponse {
  static func json(_ status: Int, _ object: JSONObject) -> ServerResponse {
    ServerResponse(
      status: status, fields: ["Content-Type": "application/json", "Cache-Control": "no-store"],
      body: object.serialized())
  }

  /// RFC 6749 §5.2.
  static func refusal(_ code: String, _ words: String = "", status: Int = 400) -> ServerResponse {
    var object: JSONObject = ["error": .string(code)]
    if !words.isEmpty { object["error_description"] = .string(words) }
    return json(status, object)
  }
}
