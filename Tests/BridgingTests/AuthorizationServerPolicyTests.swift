import HTTP
import Settings
import Telemetry
import Testing

@testable import Bridging

@Suite("An agent's authorization server") struct AuthorizationServerPolicyTests {
  private func agent(_ issuer: String) -> AgentSettings {
    var agent = AgentSettings(url: "https://agent.example")
    agent.credential = .oauth(
      OAuthSettings(grant: .clientCredentials, server: .issuer(issuer), clientID: "bridge"))
    return agent
  }

  @Test("is trusted by the agent's authorities, and sees neither its certificate nor its pins")
  func trust() {
    var agent = agent("https://idp.example")
    agent.tls.authorities = "/ca.pem"
    agent.tls.certificate = "/cert.pem"
    agent.tls.key = "/key.pem"
    agent.tls.passphrase = Secret("passphrase")
    agent.tls.minimumVersion = .tls13
    agent.tls.pins = ["sha256//AAAA"]
    agent.allowsHTTP = true
    var expected = ConnectionPolicy()
    expected.tls.authorities = "/ca.pem"
    expected.tls.minimumVersion = .tls13
    #expect(ConnectionPolicy(authorizationServerOf: agent) == expected)
  }

  @Test("may be at an address that the configuration writes down")
  func literal() {
    #expect(ConnectionPolicy(authorizationServerOf: agent("https://idp.example")) == ConnectionPolicy())
    #expect(
      ConnectionPolicy(authorizationServerOf: agent("https://100.64.0.1")).reach
        == .configured(literals: ["100.64.0.1"]))
  }
}
