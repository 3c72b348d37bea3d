import Auth
import HTTP
import Settings
import Telemetry

/// Makes what gives out the tokens of an agent.
struct TokenSources: Sendable {
  /// Where users' signing in is kept; nil: nowhere.
  var stateDirectory: String?
  /// Where tokens are asked for.
  var exchanges = OpenExchanges()
  /// Is told of every token.
  var redaction = Redaction()
  /// Is told that there is one.
  var audit = AuditTrail()

  /// - Parameter clients: Connect to the authorization server.
  func tokens(
    _ settings: OAuthSettings, for agent: AgentSettings, clients: HTTPClients
  ) -> any TokenSource {
    let client = clients.client(for: ConnectionPolicy(serversBeside: agent))
    let (label, audit) = (agent.label, audit)
    return OAuthTokens(
      settings, agent: agent.identifier, client: client, stateDirectory: stateDirectory,
      exchanges: exchanges, redaction: redaction
    ) { how in
      audit.record(.signedIn(agent: label, how: how))
    }
  }
}
