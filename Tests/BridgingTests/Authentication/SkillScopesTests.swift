import A2A
import Auth
import HTTP
import JSON
import MCP
import Settings
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// The scopes that a card names for a skill.
@Suite struct SkillScopesTests {
  private static let schemes: JSONValue = [
    "corp": ["type": "oauth2"], "oidc": ["type": "openIdConnect"], "key": ["type": "apiKey", "name": "k"],
  ]

  /// What the card wants of all, what it wants for the skill, and what is asked for.
  static let table: [(JSONValue, JSONValue?, [String])] = [
    ([], nil, []), ([["corp": ["a", "b"]]], nil, ["a", "b"]), ([["corp": ["a"]]], [["corp": ["b"]]], ["b"]),
    ([["corp": ["a"]]], [["schemes": ["corp": ["list": ["b", "b"]]]]], ["b"]),
    ([], [["key": ["x"]], ["CORP": ["a"], "key": ["y"], "oidc": ["b"]]], ["a", "b"]),
    ([], [["key": ["x"]]], []), ([], [["lost": ["x"]]], []),
    ([], [["corp": ["a b", "\"", "\\", "", "ü", "\n", 5, "ok:x/y"]]], ["ok:x/y"]),
    ([], [["corp": .array((0..<50).map { .string("s\($0)") })]], (0..<32).map { "s\($0)" }),
    ([], [["corp": [.string(String(repeating: "x", count: 257))]]], []),
  ]

  @Test(arguments: table) func areNamed(_ all: JSONValue, _ own: JSONValue?, _ scopes: [String]) throws {
    var skill: JSONObject = ["id": "x", "name": "X"]
    skill["security"] = own
    let card = try AgentCard(
      wire: [
        "name": "A", "url": "https://a.example", "securitySchemes": Self.schemes, "security": all,
        "skills": [.object(skill)],
      ])
    #expect(SkillScopes.named(for: card.skills[0], in: card) == scopes)
  }

  /// Whose requests ask for them: those of the skill's calls, where the configuration says so.
  @Test(arguments: [true, false]) func areAskedForWhereThatIsAllowed(_ isAllowed: Bool) async throws {
    let heard = Mutex<[[String]]>([])
    let binding = ScriptedBinding([
      .send(.task(Samples.task(.working))), .task(Samples.task(.completed, saying: "done")),
    ]) {
      heard.withLock { $0.append(RequestedScopes.current) }
    }
    var settings = AgentSettings(url: "https://weather.example")
    settings.credential = .oauth(
      OAuthSettings(
        grant: .clientCredentials, server: .issuer("https://id.example"), clientID: "bridge",
        asksForSkillScopes: isAllowed))
    let skill = AgentSkill(
      id: "forecast", name: "Forecast",
      securityRequirements: [SecurityRequirement([.init("corp", scopes: ["sky"])])])
    let card = AgentCard(
      name: "Weather", interfaces: [], skills: [skill],
      securitySchemes: [SecurityScheme(name: "corp", proof: .oauth2([]))])
    let agent = AgentSnapshot(
      name: "weather", settings: settings, card: card, url: try WebURL("https://weather.example"),
      client: AgentClient(binding, streams: false, timing: SkippedTime().timing))
    let runner = CallRunner(
      ledger: TaskLedger(), background: BackgroundWork(), handles: Samples.handles,
      timing: SkippedTime().timing, logger: Samples.silence)
    _ = try await runner.call(
      agent.skills[0], of: agent, ["message": "Oslo?"],
      from: CallSite(tool: "weather_forecast", progress: .unwanted))
    #expect(binding.performed == ["send", "task"])
    #expect(heard.withLock { $0 } == Array(repeating: isAllowed ? ["sky"] : [], count: 2))
    #expect(RequestedScopes.current.isEmpty)
  }
}
