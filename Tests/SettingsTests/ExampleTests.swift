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

  @Test func loads() throws {
    var configuration = Configuration(
      try Self.example(),
      environment: ["WEATHER_TOKEN": "w3ather", "GATEWAY_TOKEN": "g4teway", "HOME": "/home/u"])
    configuration.files["/run/secrets/billing"] = ("b1lling\n", 0o400)
    let settings = try configuration.settings()
    #expect(settings.findings.isEmpty)
    #expect(settings.agents.map(\.isEnabled) == [true, true, true, true, false])
    #expect(settings.agents.map(\.name) == [nil, "weather", "billing", "legacy", "staging"])
    #expect(settings.agents[1].credential == .bearer(.value(Secret("w3ather"))))
    #expect(settings.agents[2].credential == .apiKey(.header("X-Api-Key"), key: .value(Secret("b1lling"))))
    #expect(settings.agents[2].timeouts.connect == .seconds(5))
    #expect(settings.stateDirectory == "/home/u/.local/state/a2a-bridge")
  }

  @Test func withoutItsSecretsTheOtherAgentsRun() throws {
    let settings = try Configuration(try Self.example(), environment: ["HOME": "/home/u"]).settings()
    #expect(settings.agents.map(\.isEnabled) == [true, false, false, true, false])
    #expect(settings.findings.count == 2)
  }

  /// What it says under `defaults` are the defaults.
  @Test func itsDefaultsAreTheRealOnes() throws {
    let settings = try Configuration(try Self.example(), environment: [:]).settings()
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
    let places: [String: [JSONValue?]] = [
      "the top level": [document], "an agent": agents, "\"defaults\" or an agent": owners,
      "\"auth\"": owners.map { $0["auth"] }, "\"timeouts\"": owners.map { $0["timeouts"] },
      "\"protocol\"": owners.map { $0["protocol"] },
      "\"tools\" at the top level": [document["tools"]], "\"push\"": [document["push"]],
      "\"tools\" of an agent": owners.map { $0["tools"] }, "\"results\"": owners.map { $0["results"] },
      "\"logging\"": [document["logging"]], "\"state\"": [document["state"]],
      "\"limits\"": [document["limits"]],
      "a secret": owners.flatMap { owner in
        [owner["auth"]?["token"], owner["auth"]?["key"]]
          + (owner["headers"]?.object?.members.map(\.value) ?? [])
      },
    ]
    let found = Set(try #require(places[section]).compactMap { $0?.object }.flatMap(\.names))
    #expect(Set(keys).subtracting(found) == [])
  }
}
