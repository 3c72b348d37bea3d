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

  init(_ settings: OAuthSettings, _ exchange: OAuthExchange) {
    self.settings = settings
    self.exchange = exchange
    server = AuthorizationServer(settings.server, exchange)
    secret = settings.clientAuthentication.source.map { LiveSecret($0, redaction: exchange.redaction) }
  }

  func endpoints() async throws(OAuthFailure) -> ServerEndpoints { try await server.endpoints() }

  /// A token of the client's own (RFC 6749 §4.4).
  func clientToken(for scopes: ScopeSet) async throws(OAuthFailure) -> TokenAnswer {
    try await token([QueryItem("grant_type", "client_credentials")] + target(scopes))
  }

  /// Another token for the one that renews (RFC 6749 §6).
  func renewed(_ refreshToken: Secret, for scopes: ScopeSet) async throws(OAuthFailure) -> TokenAnswer {
    let form = refreshToken.withRevealed {
      [QueryItem("grant_type", "refresh_token"), QueryItem("refresh_token", $0)]
    }
    return try await token(form + target(scopes))
  }

  /// A token for what a user's signing in has brought.
  ///
  /// - Parameter grant: The grant's type and what goes with it.
  func token(_ grant: [QueryItem]) async throws(OAuthFailure) -> TokenAnswer {
    let url = try await endpoints().token
    let json = try await post(grant, to: url)
    return try TokenAnswer(json, from: "the authorization server \(url.origin)")
  }

  /// Sends a form with what proves who the client is; once more where a program may give out another secret.
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
    try await exchange.post(form + proof.parameters, to: url, authorization: proof.authorization)
  }

  private func proof(for audience: WebURL) async throws(OAuthFailure) -> ClientProof {
    var current = Secret("")
    if let secret {
      do throws(AuthorizationFailure) {
        current = try await secret.current()
      } catch {
        throw Task.isCancelled ? .cancelled : OAuthFailure(.local, error.reason)
      }
    }
    let proof = try ClientProof(
      settings, secret: current, audience: audience.description, time: exchange.clock.time(),
      id: UUID().uuidString)
    for secret in [proof.authorization, proof.secret].compactMap(\.self) {
      exchange.redaction.register(secret)
    }
    return proof
  }

  /// What the token is to be good for, and where (RFC 6749 §3.3, RFC 8707), and whatever else the server wants to hear.
  func target(_ scopes: ScopeSet) -> [QueryItem] {
    let named = [("scope", scopes.text), ("audience", settings.audience)]
    return named.compactMap { name, value in value.map { QueryItem(name, $0) } } + resource
      + settings.parameters.filter { !Self.ownParameters.contains($0.key) }.sorted { $0.key < $1.key }
      .map { QueryItem($0.key, $0.value) }
  }

  /// Where the token is to be good, said again where a code is turned into one.
  var resource: [QueryItem] { settings.resource.map { [QueryItem("resource", $0)] } ?? [] }

  /// What the configuration's further parameters can't replace.
  static let ownParameters: Set<String> = [
    "audience", "client_assertion", "client_assertion_type", "client_id", "client_secret", "code",
    "code_challenge", "code_challenge_method", "code_verifier", "device_code", "grant_type", "redirect_uri",
    "refresh_token", "resource", "response_type", "scope", "state",
  ]
}
