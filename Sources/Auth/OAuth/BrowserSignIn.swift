import HTTP
import Settings
import Telemetry

/// Signing in with a browser on this machine (RFC 6749 §4.1 with RFC 7636 and RFC 8252).
struct BrowserSignIn: Sendable {
  let server: TokenServer
  /// Where the browser comes back to; nil: any free port.
  let port: Int?

  private var exchange: OAuthExchange { server.exchange }

  func run(
    for scopes: ScopeSet, _ show: @escaping @Sendable (SignInPrompt) -> Void
  ) async throws(OAuthFailure) -> TokenAnswer {
    let endpoints = try await server.endpoints()
    let page = try Self.page(of: endpoints)
    try exchange.checkShown([page.description], of: page)
    let (key, state) = (ProofKey(), RandomText.make())
    for secret in [key.verifier, Secret(state)] { exchange.redaction.register(secret) }
    let (answer, address) = try await RedirectListener(port: port, state: state, clock: exchange.clock)
      .answer(
        sending: { address in
          show(.browser(question(at: page, scopes, key, state, redirect: address)))
        })
    let code = try answer.code(from: endpoints, exchange.redaction)
    exchange.redaction.register(code)
    var form = [QueryItem("grant_type", "authorization_code"), QueryItem("redirect_uri", address)]
    code.withRevealed { form.append(QueryItem("code", $0)) }
    key.verifier.withRevealed { form.append(QueryItem("code_verifier", $0)) }
    return try await server.token(form + server.resource)
  }

  /// The page where the user signs in.
  ///
  /// - Throws: where there is none, or a code could be used by whoever gets hold of it.
  private static func page(of endpoints: ServerEndpoints) throws(OAuthFailure) -> WebURL {
    guard let page = endpoints.authorization else {
      throw OAuthFailure(
        .unusable,
        "the authorization server names no page to sign in at (authorization_endpoint): "
          + "use \"deviceCode\" in the agent's \"auth\", if it offers that")
    }
    if let methods = endpoints.challengeMethods, !methods.contains(ProofKey.method) {
      throw OAuthFailure(
        .unusable,
        "the authorization server does not protect codes by PKCE with \(ProofKey.method), without which the "
          + "bridge uses none")
    }
    return page
  }

  private func question(
    at page: WebURL, _ scopes: ScopeSet, _ key: ProofKey, _ state: String, redirect: String
  ) -> WebURL {
    page.appending(
      path: "",
      query: [
        QueryItem("response_type", "code"), QueryItem("client_id", server.settings.clientID),
        QueryItem("redirect_uri", redirect), QueryItem("state", state),
        QueryItem("code_challenge", key.challenge), QueryItem("code_challenge_method", ProofKey.method),
      ] + server.target(scopes) + server.openParameters)
  }
}
