import HTTP
import Settings
import Telemetry
import TestSupport
import Testing

@testable import Bridging

@Suite("Servers of others beside an agent") struct ServersBesideAgentTests {
  private func agent(_ issuer: String) -> AgentSettings {
    var agent = AgentSettings(url: "https://agent.example")
    agent.credential = .oauth(
      OAuthSettings(grant: .clientCredentials, server: .issuer(issuer), clientID: "bridge"))
    return agent
  }

  @Test(
    "are trusted by the agent's authorities and the system's, and see neither its certificate nor its pins")
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
    expected.tls.trustsSystem = true
    expected.tls.minimumVersion = .tls13
    #expect(ConnectionPolicy(serversBeside: agent) == expected)
  }

  @Test("may be at an address that the configuration writes down")
  func literal() {
    var agent = agent("https://idp.example")
    #expect(ConnectionPolicy(serversBeside: agent) == ConnectionPolicy())
    agent = self.agent("https://100.64.0.1")
    agent.cardTrust.keys = ["/keys.json", "https://100.64.0.2/jwks", "https://keys.example"]
    #expect(
      ConnectionPolicy(serversBeside: agent).reach == .configured(literals: ["100.64.0.1", "100.64.0.2"]))
  }

  @Test("are asked for keys as by a stranger", arguments: [false, true])
  func keys(_ isPinned: Bool) async throws {
    try await TLSServer.running { server in
      var settings = AgentSettings(url: "https://127.0.0.1:1")
      settings.tls.authorities = TLSServer.file("authority.pem")
      settings.tls.certificate = TLSServer.file("client.pem")
      settings.tls.key = TLSServer.file("client-key.pem")
      if isPinned { settings.tls.pins = ["sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="] }
      let client = HTTPClients().client(for: ConnectionPolicy(serversBeside: settings))
      let url = try WebURL("https://127.0.0.1:\(server.port)/jwks")
      #expect(try await client.response(to: HTTPRequest(url: url)).head.status == 200)
    }
  }
}
