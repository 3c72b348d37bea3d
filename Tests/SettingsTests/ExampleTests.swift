import FoundationEssentials
import JSON
import Settings
import Telemetry
import Testing

/// `bridge.json.example` is the documentation of the format: it must load, and it must be complete.
struct ExampleTests {
  private static func example() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "bridge.json.example"), encoding: .utf8)
  }

  private static func configuration(_ environment: [String: String] = [:]) throws -> Configuration {
    var configuration = Configuration(
      try Self.example(), environment: environment.merging(["HOME": "/home/u"]) { $1 })
    configuration.path = "/etc/bridge/bridge.json"
    for name in ["keys/partner.jwks.json", "certificates/partner-ca.pem", "certificates/bridge.pem"] {
      configuration.files["/etc/bridge/\(name)"] = ("…", 0o644)
    }
    configuration.files["/etc/bridge/certificates/bridge.key"] = ("…", 0o600)
    return configuration
  }

  private static let secrets = [
    "WEATHER_TOKEN": "w3ather", "GATEWAY_TOKEN": "g4teway", "BRIDGE_KEY_PASSPHRASE": "p4ssphrase",
    "PARTNER_SECRET": "p4rtner", "AWS_ACCESS_KEY_ID": "4KIA", "AWS_SECRET_ACCESS_KEY": "s3cret",
    "AWS_SESSION_TOKEN": "s3ssion", "OLD_PASSWORD": "0ld0", "OLDER_KEY": "0lder", "OLDEST_KEY": "0ldest",
  ]

  @Test func loads() throws {
    var configuration = try Self.configuration(Self.secrets)
    configuration.files["/run/secrets/billing"] = ("b1lling\n", 0o400)
    configuration.files["/etc/bridge/keys/ledger.pem"] = ("-----BEGIN\nk3y\n", 0o400)
    let settings = try configuration.settings()
    #expect(settings.findings.isEmpty)
    #expect(settings.agents.map(\.isEnabled) == [Bool](repeating: true, count: 13) + [false])
    #expect(
      settings.agents.map(\.name) == [
        nil, "weather", "billing", "legacy", "partner", "ledger", "calendar", "mail", "vertex", "core", nil,
        nil,
        nil, "staging",
      ])
    #expect(settings.agents[1].credential == .bearer(.value(Secret("w3ather"))))
    #expect(settings.agents[2].credential == .apiKey(.header("X-Api-Key"), key: .value(Secret("b1lling"))))
    #expect(settings.agents[2].timeouts.connect == .seconds(5))
    #expect(settings.agents[4].tls.key == "/etc/bridge/certificates/bridge.key")
    #expect(settings.stateDirectory == "/home/u/.local/state/a2a-bridge")
    #expect(settings.audit == AuditSettings(file: "/home/u/.local/state/a2a-bridge/audit.jsonl"))
  }

  @Test func withoutItsSecretsTheOtherAgentsRun() throws {
    let settings = try Self.configuration().settings()
    #expect(
      settings.agents.filter(\.isEnabled).map(\.name) == [nil, "legacy", "calendar", "mail", "vertex"])
    #expect(settings.findings.count == 8)
  }

  /// What is shown of it is a configuration that shows itself, with its secrets and without.
  @Test(arguments: [false, true]) func isShownAsAConfiguration(_ hasSecrets: Bool) throws {
    var configuration = try Self.configuration(hasSecrets ? Self.secrets : [:])
    let shown = try configuration.settings().shown
    configuration.text = shown.indentedText
    #expect(try configuration.settings().shown == shown)
  }

  /// What it says under `defaults` are the defaults.
  @Test func itsDefaultsAreTheRealOnes() throws {
    let settings = try Self.configuration().settings()
    #expect(settings.agents[0] == AgentSettings(url: "https://hello.example.com"))
    #expect(settings.logging == LogOptions())
    #expect(settings.limits == BridgeLimits())
    #expect(settings.tools == OwnToolSettings())
    #expect(settings.push == nil)
  }

  /// Every key the reader knows stands in the example where it belongs.
  @Test(arguments: SettingsSchema.sections.map { ($0.name, $0.keys) })
  func hasEveryKey(_ section: String, _ keys: [String]) throws {
    let document = try JSONValue(parsing: Array(try Self.example().utf8), dialect: .configuration)
    let agents = document["agents"]?.array ?? []
    let owners = agents + [document["defaults"] ?? .null]
    let secrets = ["token", "key", "clientSecret", "privateKey", "password"]
    let places: [String: [JSONValue?]] = [
      "the top level": [document], "an agent": agents, "\"defaults\" or an agent": owners,
      "\"auth\"": owners.map { $0["auth"] }, "\"timeouts\"": owners.map { $0["timeouts"] },
      "\"tls\"": owners.map { $0["tls"] },
      "\"card\"": agents.filter { $0["name"] == "partner" }.map { $0["card"] },
      "\"limits\" of an agent": owners.map { $0["limits"] }, "\"audit\"": [document["audit"]],
      "\"protocol\"": owners.map { $0["protocol"] },
      "\"tools\" at the top level": [document["tools"]], "\"push\"": [document["push"]],
      "\"tools\" of an agent": owners.map { $0["tools"] }, "\"results\"": owners.map { $0["results"] },
      "\"logging\"": [document["logging"]], "\"state\"": [document["state"]],
      "\"limits\" at the top level": [document["limits"]],
      "a secret": owners.flatMap { owner in
        secrets.map { owner["auth"]?[$0] }
          + (owner["headers"]?.object?.members.map(\.value) ?? [])
      },
    ]
    let found = Set(try #require(places[section]).compactMap { $0?.object }.flatMap(\.names))
    #expect(Set(keys).subtracting(found) == [])
  }
}
