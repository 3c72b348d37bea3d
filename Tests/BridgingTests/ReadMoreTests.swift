import A2A
import HTTP
import JSON
import Logging
import MCP
import Settings
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// What is left of a text that was too long for its result, read from the agent.
@Suite struct ReadMoreTests {
  private static let skill = ToolSkill(
    AgentSkill(id: "forecast", name: "Forecast"), of: AgentCard(name: "Weather", interfaces: []),
    at: "weather.example", ToolSettings())
  private let runner = CallRunner(
    ledger: TaskLedger(), background: BackgroundWork(), handles: Samples.handles,
    timing: SkippedTime().timing,
    logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))

  private static let cap = 1_000
  private static let pages = ["x", "y", "z"].map { String(repeating: $0, count: cap) }
  private static let long = pages.joined()

  private func agent(_ steps: [ScriptedBinding.Step], named name: String = "weather") throws -> AgentSnapshot
  {
    var settings = AgentSettings(url: "https://weather.example")
    settings.results.maxCharacters = Self.cap
    return try Samples.agent(name, settings: settings, binding: ScriptedBinding(steps))
  }

  private func call(_ agent: AgentSnapshot) async throws -> String {
    Self.text(
      try await runner.call(Self.skill, of: agent, ["message": "x"], from: CallSite(tool: "weather_forecast"))
        .unasked)
  }

  private func read(
    _ agent: AgentSnapshot, _ offset: Int, task: String = "t-1"
  ) async throws -> ToolResult {
    let arguments = try ReadMoreArguments([
      "agent": .string(agent.name), "task_id": .string(task), "offset": JSONValue(offset),
    ])
    return await runner.readMore(arguments, at: agent, from: CallSite(tool: Tool.readMore.name))
  }

  private static func text(_ result: ToolResult) -> String {
    result.content.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "|")
  }

  private static func task(_ state: TaskState = .completed, _ texts: String...) -> AgentTask {
    Samples.task(state, artifacts: [Artifact(id: "a-1", parts: texts.map { Part(.text($0)) })])
  }

  private static let trailer = "[a2a agent=weather task=t-1 context=c-1 state=completed]"
  private static func more(_ count: Int, from offset: Int) -> String {
    "[\(count) more characters: call a2a_read_more with agent=\"weather\", task_id=\"t-1\" and offset=\(offset)]"
  }

  @Test func goesThroughATaskPageByPage() async throws {
    let task = Self.task(.completed, Self.long)
    let agent = try agent([.stream([.task(task)]), .task(task), .task(task), .task(task)])
    #expect(
      try await call(agent)
        == [Self.pages[0], Self.more(2_000, from: 1_000), Self.trailer].joined(separator: "\n\n"))
    #expect(
      Self.text(try await read(agent, 1_000))
        == [Self.pages[1], Self.more(1_000, from: 2_000), Self.trailer].joined(separator: "\n\n"))
    let last = try await read(agent, 2_000)
    #expect(Self.text(last) == [Self.pages[2], Self.trailer].joined(separator: "\n\n"))
    #expect(!last.isError)
    #expect(last.meta?[Trailer.metaKey]?["taskId"] == "t-1")
    #expect(
      Self.text(try await read(agent, 3_000))
        == "[The text ends at offset 3000: there is nothing more.]\n\n\(Self.trailer)")
  }

  /// What the agent says of the task when it is asked, where reading shall go on, what comes of it, and whether that
  /// is an error.
  @Test(
    arguments: [
      (
        .task(task(.working, long)), 1_000,
        """
        The agent is still working, so its text may still change. Call a2a_task_wait with agent="weather" and \
        task_id="t-1" to wait for the result.

        [a2a agent=weather task=t-1 context=c-1 state=working]
        """, true
      ),
      (
        .task(task(.completed, "short")), 1_000,
        "[The text ends at offset 5: there is nothing more.]\n\n\(trailer)", false
      ),
      (
        .refuseTask(A2AError(.taskNotFound, "the agent answered error -32001: \"no\"", mayHaveRun: false)), 1,
        """
        weather: reading the task failed: the agent answered error -32001: "no". The agent has not acted on it. \
        The agent does not know this task (any more): start again without task_id.

        [a2a agent=weather task=t-1 state=error]
        """, true
      ),
      // The bridge's own words count as one.
      (
        .task(task(.failed, "broken")), 2,
        "roken\n\n[a2a agent=weather task=t-1 context=c-1 state=failed]", true
      ),
    ] as [(ScriptedBinding.Step, Int, String, Bool)])
  func answersInWords(
    _ step: ScriptedBinding.Step, _ offset: Int, _ text: String, _ isError: Bool
  ) async throws {
    let result = try await read(try agent([step]), offset)
    #expect(Self.text(result) == text)
    #expect(result.isError == isError)
  }

  @Test func aKeptConnectionThatHasDiedIsWorthAnotherLook() async throws {
    let reset = ScriptedBinding.Step.refuseTask(A2AError(.transport(.reset), "reset", mayHaveRun: true))
    let agent = try agent([reset, .task(Self.task(.completed, "abc"))])
    #expect(Self.text(try await read(agent, 1)) == "bc\n\n\(Self.trailer)")
  }

  /// Agents that are asked for a streamed text show its pieces as parts of their own.
  @Test func putsPiecesTogetherAsTheyWereHeard() async throws {
    let events = Self.pages.enumerated().map { index, page in
      AgentEvent.artifact(
        TaskArtifactUpdate(
          taskID: "t-1", contextID: "c-1", artifact: Samples.artifact(Part(.text(page))), append: index > 0))
    }
    let task = Samples.task(
      .completed, artifacts: [Artifact(id: "a-1", parts: Self.pages.map { Part(.text($0)) })])
    let agent = try agent([
      .stream(
        events + [.status(TaskStatusUpdate(taskID: "t-1", contextID: "c-1", status: TaskStatus(.completed)))]),
      .task(task),
    ])
    _ = try await call(agent)
    let text = Self.text(try await read(agent, 1_500))
    #expect(text.hasPrefix(Self.pages[1].prefix(500) + Self.pages[2].prefix(500) + "\n\n[500 more"))
  }

  /// A message belongs to no task, so it is read from here, as often as anybody likes.
  @Test func aMessageIsKept() async throws {
    let message = Message(messageID: "m", role: .agent, parts: [Part(.text(Self.long))], contextID: "c-1")
    let agent = try agent([.stream([.message(message)])])
    let first = try await call(agent)
    let id = try #require(first.split(separator: "task_id=\"").last?.prefix { $0 != "\"" }).description
    #expect(KeptAnswers.isOwn(id))
    for _ in 1...2 {
      let page = Self.text(try await read(agent, 1_000, task: id))
      #expect(
        page == """
          \(Self.pages[1])

          [1000 more characters: call a2a_read_more with agent="weather", task_id="\(id)" and offset=2000]

          [a2a agent=weather context=c-1 state=completed]
          """)
    }
    #expect(Self.text(try await read(agent, 2_000, task: id)).hasPrefix(Self.pages[2] + "\n\n[a2a "))
    let other = try self.agent([], named: "bank")
    #expect(
      Self.text(try await read(other, 0, task: id)).hasPrefix("Not called: the text is no longer there"))
  }

  @Test func anotherAgentsTaskIsNotRead() async throws {
    _ = try await call(try agent([.stream([.task(Self.task(.completed, Self.long))])]))
    let result = try await read(try agent([], named: "bank"), 1_000)
    #expect(result.isError)
    #expect(
      Self.text(result) == "Not called: task \"t-1\" belongs to agent \"weather\", not to \"bank\".")
  }

  @Test func aPictureIsAttachedOnce() async throws {
    let png = Part(.raw("iVBORw0KGgoAAAANSUhEUgAAAAE="), filename: "dot.png", mediaType: "image/png")
    let task = Samples.task(
      .completed, artifacts: [Artifact(id: "a-1", parts: [png, Part(.text(Self.long))])])
    let agent = try agent([.stream([.task(task)]), .task(task)])
    let first = try await runner.call(Self.skill, of: agent, ["message": "x"], from: CallSite(tool: "t"))
      .unasked
    #expect(first.content.count == 2)
    let rest = try await read(agent, 1_001)
    #expect(rest.content.count == 1)
    #expect(Self.text(rest).hasPrefix(Self.pages[1] + "\n\n[1000 more characters"))
  }

  @Test(arguments: [
    ("{}", "\"agent\" is missing: name the agent, as the result did that was cut"),
    (#"{"agent": "a"}"#, "\"task_id\" is missing: name the task, as the result did that was cut"),
    (
      #"{"agent": "a", "task_id": "t", "offset": -1}"#,
      "\"offset\" must be a whole number from 0 on, not a number"
    ),
    (
      #"{"agent": "a", "task_id": "t", "offset": 1.5}"#,
      "\"offset\" must be a whole number from 0 on, not a number"
    ),
    (
      #"{"agent": "a", "task_id": "t", "offset": "1"}"#,
      "\"offset\" must be a whole number from 0 on, not a string"
    ),
    (
      #"{"agent": "a", "task_id": "t", "limit": 1}"#,
      "there is no argument \"limit\" (there are: agent, task_id, offset); leave it out"
    ),
  ]) func saysWhatIsWrong(_ json: String, _ advice: String) throws {
    let arguments = try Self.object(json)
    #expect(throws: InvalidArguments(advice)) { try ReadMoreArguments(arguments) }
  }

  @Test(arguments: [("", 0), (#", "offset": null"#, 0), (#", "offset": 2.0"#, 2)])
  func beginsAtTheBeginningUnlessTold(_ json: String, _ offset: Int) throws {
    let arguments = try Self.object(#"{"agent": "a", "task_id": "t"\#(json)}"#)
    #expect(try ReadMoreArguments(arguments).offset == offset)
  }

  private static func object(_ json: String) throws -> JSONObject {
    try #require(try JSONValue(parsing: Array(json.utf8)).object)
  }
}
