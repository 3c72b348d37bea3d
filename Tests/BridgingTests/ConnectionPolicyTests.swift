import HTTP
import Settings
import Telemetry
import Testing

@testable import Bridging

/// How the settings of agents become ways of connecting.
@Suite struct ConnectionPolicyTests {
  private static func policy(
    _ url: String = "https://a.example", origins: [String] = [],
    _ change: (inout AgentSettings) -> Void = { _ in }
  ) throws -> ConnectionPolicy {
    var settings = AgentSettings(url: url)
    change(&settings)
    return try ConnectionPolicy(settings, origins: Set(([url] + origins).map { try WebURL($0).origin }))
  }

  @Test func mostAgentsShareTheStandardClient() throws {
    #expect(try Self.policy() == ConnectionPolicy())
    #expect(
      try Self.policy("http://10.0.0.1:8080", origins: ["https://127.0.0.1", "https://[fd00::1]"])
        == ConnectionPolicy())
    let clients = HTTPClients()
    #expect(clients.client(for: ConnectionPolicy()) === clients.standard)
  }

  @Test func equalPoliciesShareAClientAndOthersDoNot() throws {
    let clients = HTTPClients()
    let (one, same) = (try Self.policy { $0.allowsHTTP = true }, try Self.policy { $0.allowsHTTP = true })
    let other = try Self.policy { $0.tls.minimumVersion = .tls13 }
    #expect(clients.client(for: one) === clients.client(for: same))
    #expect(clients.client(for: one) !== clients.client(for: other))
    #expect(clients.client(for: one) !== clients.standard)
  }

  @Test func takesOverWhatIsConfigured() throws {
    let policy = try Self.policy { settings in
      settings.allowsHTTP = true
      settings.tls.authorities = "/ca.pem"
      settings.tls.certificate = "/c.pem"
      settings.tls.key = "/k.pem"
      settings.tls.passphrase = Secret("p")
      settings.tls.minimumVersion = .tls13
      settings.tls.pins = ["sha256//x"]
    }
    #expect(policy.allowsPlainCredentials)
    #expect(policy.tls.authorities == "/ca.pem")
    #expect(policy.tls.certificate == "/c.pem")
    #expect(policy.tls.key == "/k.pem")
    #expect(policy.tls.passphrase == Secret("p"))
    #expect(policy.tls.minimumVersion == .tls13)
    #expect(policy.tls.pins == ["sha256//x"])
    #expect(policy.reach == .configured())
  }

  @Test func addressesThatAreWrittenDownAreMeant() throws {
    let oauth = OAuthSettings(
      grant: .clientCredentials, server: .endpoints(token: "https://100.64.0.1/token"), clientID: "c")
    let policy = try Self.policy("http://169.254.1.1", origins: ["https://[::ffff:10.0.0.1]"]) {
      $0.credential = .oauth(oauth)
    }
    #expect(policy.reach == .configured(literals: ["169.254.1.1", "[::ffff:10.0.0.1]", "100.64.0.1"]))
  }
}
