import FoundationEssentials
import HTTP
import JSON
import Settings
import Synchronization
import Telemetry

/// An authorization server as the client of one agent's settings sees it: every request with what proves who asks.
final class TokenServer: Sendable {
  let settings: OAuthSettings
  let exchange: OAuthExchange
  private let server: AuthorizationServer
  private let secret: LiveSecret?
  private let secretParameters: [(name: String, value: LiveSecret)]

  init(_ settings: OAuthSettings, _ exchange: OAuthExchange) {
    self.settings = settings
    self.exchange = exchange
    server = AuthorizationServer(settings.server, exchange)
    secret = settings.clientAuthentication.source.map { LiveSecret($0, redaction: exchange.redaction) }
    secretParameters = settings.secretParameters.sorted { $0.key < $1.key }
      .map { ($0.key, LiveSecret($0.value, redaction: exchange.redaction)) }
  }

  func endpoints() async throws(OAuthFailure) -> ServerEndpoints { try await server.endpoints() }

  /// A token of the client's own (RFC 6749 §4.4).
  func clientToken(for scopes: ScopeSet) async throws(OAuthFailure) -> TokenAnswer {
    try await token([QueryItem("grant_type", "client_credentials")] + target(scopes))
  }

  /// Another token for the one that renews, for all that was granted with that: more than that is refused (RFC 6749
  /// §6).
  func renewed(_ refreshToken: Secret) async throws(OAuthFailure) -> TokenAnswer {
    let form = refreshToken.withRevealed {
      [QueryItem("grant_type", "refresh_token"), QueryItem("refresh_token", $0)]
    }
    return try await token(form + target(ScopeSet([])))
  }

  /// A token for what a user's signing in has brought.
  ///
  /// - Parameter grant: The grant's type and what goes with it.
  func token(_ grant: [QueryItem]) async throws(OAuthFailure) -> TokenAnswer {
    let url = try await endpoints().token
    let json = try await post(grant, to: url)
    let answer = try TokenAnswer(json, from: url.asAuthorizationServer)
    for secret in [answer.accessToken, answer.refreshToken].compactMap(\.self) {
      exchange.redaction.register(secret)
    }
    return answer
  }

  /// Sends a form with what proves who the client is, and whatever else the server wants to hear; once more where a
  /// program may give out another secret.
  func post(_ form: [QueryItem], to url: WebURL) async throws(OAuthFailure) -> JSONObject {
    // What a client signs is for the server, which the endpoint for tokens stands for, whatever endpoint it is sent to.
    let audience = try await endpoints().token
    let proof = try await proof(for: audience)
    do throws(OAuthFailure) {
      return try await post(form, proof, to: url)
    } catch {
      guard error.code == "invalid_client", let secret, let used = proof.secret, await secret.refused(used)
      else { throw error }
    }
    return try await post(form, try await self.proof(for: audience), to: url)
  }

  private func post(
    _ form: [QueryItem], _ proof: ClientProof, to url: WebURL
  ) async throws(OAuthFailure) -> JSONObject {
    let parameters = openParameters + (try await revealedParameters())
    return try await exchange.post(
      form + parameters + proof.parameters, to: url, authorization: proof.authorization)
  }

  private func proof(for audience: WebURL) async throws(OAuthFailure) -> ClientProof {
    var current = Secret("")
    if let secret { current = try await Self.current(secret) }
    let proof = try ClientProof(
      settings, secret: current, audience: audience.description, time: exchange.clock.time(),
      id: UUID().uuidString)
    for secret in [proof.authorization, proof.secret].compactMap(\.self) {
      exchange.redaction.register(secret)
    }
    return proof
  }

  private static func current(_ secret: LiveSecret) async throws(OAuthFailure) -> Secret {
    do throws(AuthorizationFailure) {
      return try await secret.current()
    } catch {
      throw Task.isCancelled ? .cancelled : OAuthFailure(.local, error.reason)
    }
  }

  /// The further parameters that anybody may see, the user's browser among them.
  var openParameters: [QueryItem] {
    settings.parameters.sorted { $0.key < $1.key }.map { QueryItem($0.key, $0.value) }
  }

  private func revealedParameters() async throws(OAuthFailure) -> [QueryItem] {
    var items: [QueryItem] = []
    for (name, secret) in secretParameters {
      try await Self.current(secret).withRevealed { items.append(QueryItem(name, $0)) }
    }
    return items
  }

  /// What the token is to be good for, and where (RFC 6749 §3.3, RFC 8707).
  func target(_ scopes: ScopeSet) -> [QueryItem] {
    let named = [("scope", scopes.text), ("audience", settings.audience)]
    return named.compactMap { name, value in value.map { QueryItem(name, $0) } } + resource
  }

  /// Where the token is to be good, said again where a code is turned into one.
  var resource: [QueryItem] { settings.resource.map { [QueryItem("resource", $0)] } ?? [] }
}

extension WebURL {
  /// The server at this address, as errors name it.
  var asAuthorizationServer: String { "the authorization server \(origin)" }
}
