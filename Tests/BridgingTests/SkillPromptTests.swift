import A2A
import HTTP
import JSON
import JSONRPC
import Logging
import MCP
import Settings
import Telemetry
import Testing

@testable import Bridging

@Suite struct SkillPromptTests {
  private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  /// The tools of an agent whose card the user has.
  private static func tools(_ skills: JSONValue, ledger: TaskLedger = TaskLedger()) async -> BridgeTools {
    var settings = AgentSettings(
      card: OwnCard(document: ["name": "Weather", "url": "https://a.example/rpc", "skills": skills]))
    settings.name = "weather"
    let directory = AgentDirectory(
      AgentRoster([settings], logger: logger).agents,
      cache: CardCache(stateDirectory: nil, logger: logger), logger: logger)
    await directory.askAll()
    return BridgeTools(
      directory: directory,
      runner: CallRunner(
        ledger: ledger, background: BackgroundWork(), handles: Samples.handles, timing: .system,
        logger: logger))
  }

  private static let skills: JSONValue = [
    [
      "id": "forecast", "name": "Forecast",
      "examples": ["Rain in\nOslo?\u{202E}", "rain?", "Sun in Rome?", " "],
    ],
    ["id": "history", "name": "History"],
    ["id": "radar", "name": "Radar", "examples": ["\u{1B}"]],
  ]

  @Test func aSkillWithExamplesIsAPrompt() async {
    #expect(
      await Self.tools(Self.skills).prompts() == [
        Prompt(
          name: "weather_forecast_example", title: "Weather – Forecast: example",
          description: "Has a remote agent do what it is good for.",
          arguments: [
            Prompt.Argument(
              "request", description: "What the agent shall do, such as \"Rain in Oslo?\".", isRequired: false
            )
          ])
      ])
  }

  @Test(
    arguments: [
      ([:], "Rain in Oslo?"), (["request": ""], "Rain in Oslo?"), (["request": "Snow?\nNow."], "Snow?\nNow."),
    ] as [([String: String], String)])
  func asksForTheToolToBeUsed(_ arguments: [String: String], _ request: String) async throws {
    let text = try await Self.tools(Self.skills).prompt("weather_forecast_example", arguments)
    #expect(text.text == "Use the tool `weather_forecast` for this request:\n\n\(request)")
    #expect(text.description == "Weather – Forecast")
  }

  @Test(
    arguments: [
      ("weather_history_example", [:], "Unknown prompt: weather_history_example"),
      ("\u{1B}[1mx", [:], "Unknown prompt: x"),
      ("weather_forecast_example", ["city": "Oslo"], "Unknown argument: city; there is only \"request\""),
    ] as [(String, [String: String], String)])
  func refusesWhatThereIsNot(_ name: String, _ arguments: [String: String], _ message: String) async {
    let tools = await Self.tools(Self.skills)
    #expect(throws: RPCError(code: RPCError.invalidParams, message: message)) {
      try tools.prompt(name, arguments)
    }
  }

  @Test func boundsWhatAnAgentSays() async throws {
    let long = String(repeating: "long ", count: 10_000)
    let skill = AgentSkill(
      id: "s", name: "S", examples: Array(repeating: long, count: ToolSkill.maxExamples + 1))
    let examples = ToolSkill(skill, of: AgentCard(name: "A", interfaces: []), at: "a.example", ToolSettings())
      .examples
    #expect(examples.count == ToolSkill.maxExamples)
    #expect(examples.allSatisfy { $0.count == ToolSkill.maxExample })
  }

  // MARK: Completion

  /// What is typed of which argument of which prompt, and how it may go on.
  @Test(
    arguments: [
      ("weather_forecast_example", "request", "", ["Rain in Oslo?", "rain?", "Sun in Rome?"]),
      ("weather_forecast_example", "request", "RAIN", ["Rain in Oslo?", "rain?"]),
      ("weather_forecast_example", "request", "s", ["Sun in Rome?", "Rain in Oslo?"]),
      ("weather_forecast_example", "request", "in ", ["Rain in Oslo?", "Sun in Rome?"]),
      ("weather_forecast_example", "request", "snow", []), ("weather_forecast_example", "city", "", []),
      ("weather_history_example", "request", "", []),
    ] as [(String, String, String, [String])])
  func completesFromTheExamples(_ prompt: String, _ name: String, _ typed: String, _ values: [String]) async {
    let argument = CompletedArgument(.prompt(prompt), name: name, value: typed)
    #expect(await Self.tools(Self.skills).completions(of: argument) == values)
  }

  private static let task = ResourceURI.taskTemplate
  private static let artifact = ResourceURI.artifactTemplate

  @Test(
    arguments: [
      (task, "agent", "", [:], ["weather"]), (task, "agent", "x", [:], []),
      (artifact, "agent", "WE", [:], ["weather"]),
      (task, "taskId", "", ["agent": "weather"], ["t-2", "t-1"]),
      (task, "taskId", "1", ["agent": "weather"], ["t-1"]),
      (task, "taskId", "", [:], []), (task, "taskId", "", ["agent": "bank"], ["t-3"]),
      (artifact, "artifactId", "", ["agent": "weather", "taskId": "t-1"], ["a-1", "b-1"]),
      (artifact, "artifactId", "b", ["agent": "weather", "taskId": "t-1"], ["b-1"]),
      (artifact, "artifactId", "", ["agent": "weather", "taskId": "t-3"], []),
      (artifact, "artifactId", "", ["agent": "weather"], []), (artifact, "city", "", [:], []),
      (task, "artifactId", "", ["agent": "weather", "taskId": "t-1"], []),
      ("a2a://{agent}/card", "agent", "", [:], []),
    ] as [(String, String, String, [String: String], [String])])
  func completesFromWhatWasSeen(
    _ template: String, _ name: String, _ typed: String, _ others: [String: String], _ values: [String]
  ) async {
    let ledger = TaskLedger()
    let artifacts = ["a-1", "b-1"].map { Artifact(id: $0, parts: []) }
    ledger.note("t-1", TaskLedger.Entry(Samples.task(.working, artifacts: artifacts), of: "weather"))
    ledger.note("t-3", TaskLedger.Entry(agent: "bank"))
    ledger.note("t-2", TaskLedger.Entry(agent: "weather"))
    ledger.note("t-1", TaskLedger.Entry(agent: "weather"))
    let argument = CompletedArgument(.resource(template), name: name, value: typed, others: others)
    #expect(await Self.tools(Self.skills, ledger: ledger).completions(of: argument) == values)
  }
}
