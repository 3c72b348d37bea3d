import A2A
import HTTP
import JSON
import JSONRPC
import Logging
import MCP
import Settings
import Storage
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// Agents whose cards change: between two runs and during one.
///
/// The agents run on this machine, so only what concerns words is seen of them here; the rest is CardJudgementTests'.
@Suite(.timeLimit(.minutes(1))) struct DriftTests {
  private static func card(_ skills: [String: String], url: String = "/rpc") -> JSONValue {
    [
      "name": "Card", "version": "1", "url": .string(url),
      "skills": .array(
        skills.sorted { $0.key < $1.key }.map { ["id": .string($0.key), "description": .string($0.value)] }),
    ]
  }

  private static func answer(_ json: JSONValue) -> String {
    let body = json.text
    return "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// An agent that shows the card that is set.
  private final class Stage: Sendable {
    private let card: Mutex<JSONValue>
    init(_ card: JSONValue) { self.card = Mutex(card) }
    var current: JSONValue {
      get { card.withLock { $0 } }
      set { card.withLock { $0 = newValue } }
    }
  }

  private static func serving(_ stage: Stage, _ body: (String) async throws -> Void) async throws {
    try await ScriptedServer.serving { connection in
      while true {
        _ = try connection.readRequest()
        try connection.send(answer(stage.current))
      }
    } whileRunning: { server in
      try await body(server.url + "/card.json")
    }
  }

  private final class Heard: Sendable {
    private let events = Mutex<[AuditEvent]>([])
    func note(_ event: AuditEvent) { events.withLock { $0.append(event) } }
    var changes: [(changes: [String], withheld: [String])] {
      events.withLock { $0 }.compactMap {
        if case .cardChanged(_, let changes, let withheld) = $0 { (changes, withheld) } else { nil }
      }
    }
    var acceptances: Int {
      events.withLock { $0 }.count { if case .cardAccepted = $0 { true } else { false } }
    }
  }

  private static func directory(
    _ url: String, _ policy: CardSettings.ChangePolicy, _ folder: String?, mode: ToolMode = .perSkill,
    log: CollectingLog = CollectingLog(), timing: Timing = .system, heard: Heard = Heard()
  ) -> AgentDirectory {
    var settings = AgentSettings(url: url)
    settings.name = "a"
    settings.cardTrust.onChange = policy
    settings.tools.mode = mode
    let keys = KeyRing(stateDirectory: folder, logger: log.logger)
    let pins = PinFolder(stateDirectory: folder, keys: keys, logger: log.logger)
    return AgentDirectory(
      AgentRoster([settings], pins: pins, logger: log.logger).agents,
      cache: CardCache(stateDirectory: folder, logger: log.logger), logger: log.logger, timing: timing,
      audit: heard.note)
  }

  private static func tools(_ directory: AgentDirectory) -> [String] {
    directory.currentCatalog.tools.map(\.name).filter { !$0.hasPrefix(ToolName.reservedPrefix) }
  }

  private static func runner() -> CallRunner {
    CallRunner(
      ledger: TaskLedger(), background: BackgroundWork(), handles: Samples.handles, timing: .system,
      logger: Samples.silence)
  }

  private static func call(
    _ tool: String, _ directory: AgentDirectory, _ arguments: JSONObject = ["message": "hi"]
  ) async throws -> ToolResult {
    let site = CallSite(tool: tool, progress: ProgressReporter { _ in })
    return try await BridgeTools(directory: directory, runner: runner()).call(arguments, from: site).unasked
  }

  /// One skill changed, one new, one gone, one as it was.
  private static let before = card(["same": "a", "other": "b", "gone": "c"])
  private static let after = card(["same": "a", "other": "B", "new": "d"])

  @Test(
    arguments: [
      (.warn, ["a_new", "a_other", "a_same"]), (.accept, ["a_new", "a_other", "a_same"]), (.pin, ["a_same"]),
    ] as [(CardSettings.ChangePolicy, [String])])
  func betweenTwoRuns(_ policy: CardSettings.ChangePolicy, _ expected: [String]) async throws {
    try await TemporaryFolder.with { folder in
      let stage = Stage(Self.before)
      try await Self.serving(stage) { url in
        let first = Self.directory(url, policy, folder)
        await first.askAll()
        #expect(Self.tools(first) == ["a_gone", "a_other", "a_same"])
        stage.current = Self.after
        let (log, heard) = (CollectingLog(), Heard())
        let second = Self.directory(url, policy, folder, log: log, heard: heard)
        await second.askAll()
        #expect(Self.tools(second) == expected)
        #expect(
          heard.changes.map(\.changes) == [
            [
              #"skill "gone" is gone"#, #"skill "new" is new: new – d"#,
              #"skill "other", description: "b" → "B""#,
            ]
          ])
        #expect(heard.changes.map(\.withheld) == [policy == .pin ? ["new", "other"] : []])
        #expect(log.lines.contains { $0.contains("not the one that was accepted") } == (policy != .accept))
        // What is not accepted is said again the next time.
        let third = Heard()
        await Self.directory(url, policy, folder, heard: third).askAll()
        #expect(third.changes.count == (policy == .accept ? 0 : 1))
      }
    }
  }

  @Test(arguments: [ToolMode.perSkill, .perAgent, .search])
  func whatIsWithheldIsNotCalledButExplained(_ mode: ToolMode) async throws {
    try await TemporaryFolder.with { folder in
      let stage = Stage(Self.before)
      try await Self.serving(stage) { url in
        await Self.directory(url, .pin, folder, mode: mode).askAll()
        stage.current = Self.after
        let directory = Self.directory(url, .pin, folder, mode: mode)
        await directory.askAll()
        for skill in ["new", "other"] {
          let result =
            switch mode {
            case .perSkill: try await Self.call("a_\(skill)", directory)
            case .perAgent: try await Self.call("a", directory, ["skill": .string(skill), "message": "hi"])
            case .search:
              try await Self.call(
                Tool.callSkillName, directory, ["agent": "a", "skill": .string(skill), "message": "hi"])
            }
          #expect(result.isError)
          let text = result.content.map { "\($0)" }.joined()
          #expect(text.contains("a2a-bridge pin --accept a"), "\(text)")
          #expect(text.contains("Nothing was sent"))
        }
      }
    }
  }

  @Test func oncePerRunAndAcceptedDuringIt() async throws {
    try await TemporaryFolder.with { folder in
      let stage = Stage(Self.before)
      try await Self.serving(stage) { url in
        let heard = Heard()
        let directory = Self.directory(url, .pin, folder, heard: heard)
        await directory.askAll()
        let changes = Mutex(0)
        directory.whenToolsChange { changes.withLock { $0 += 1 } }
        stage.current = Self.after
        await directory.askAll()
        await directory.askAll()
        #expect(Self.tools(directory) == ["a_same"])
        #expect(changes.withLock { $0 } == 1)
        #expect(heard.changes.count == 1)
        // Another process accepts it, and this one sees that when its tools are listed.
        let other = Self.directory(url, .pin, folder, heard: heard)
        await other.askAll()
        let agent = try #require(other.agents.first)
        #expect(await other.accept(agent) == nil)
        #expect(heard.acceptances == 1)
        #expect(Self.tools(other) == ["a_new", "a_other", "a_same"])
        let tools = BridgeTools(directory: directory, runner: Self.runner()).tools()
        #expect(tools.map(\.name).filter { $0.hasPrefix("a_") } == ["a_new", "a_other", "a_same"])
        #expect(changes.withLock { $0 } == 2)
        let next = Self.directory(url, .pin, folder)
        await next.askAll()
        #expect(Self.tools(next) == ["a_new", "a_other", "a_same"])
      }
    }
  }

  /// A card that was kept from an earlier run passes the same gate as one that has just come.
  @Test func keptCardsDoNotPassBy() async throws {
    try await TemporaryFolder.with { folder in
      let stage = Stage(Self.before)
      try await Self.serving(stage) { url in
        await Self.directory(url, .pin, folder).askAll()
        stage.current = Self.after
        await Self.directory(url, .pin, folder).askAll()
        let directory = Self.directory(url, .pin, folder)
        directory.takeKeptCards()
        #expect(Self.tools(directory) == ["a_same"])
      }
    }
  }

  /// A note that somebody else has written is worth nothing, whatever it says.
  @Test func aForgedNoteWithholdsAll() async throws {
    try await TemporaryFolder.with { folder in
      let stage = Stage(Self.before)
      try await Self.serving(stage) { url in
        await Self.directory(url, .pin, folder).askAll()
        let note = try #require(try TemporaryFolder.files(in: folder + "/pins").first)
        try PrivateFile.replace(note, with: Array("{}".utf8))
        let log = CollectingLog()
        let directory = Self.directory(url, .pin, folder, log: log)
        await directory.askAll()
        #expect(Self.tools(directory) == [])
        #expect(log.lines.contains { $0.contains("is not as the bridge wrote it") })
        let wait = try await Self.call("a2a_task_wait", directory, ["agent": "a", "task_id": "t"])
          .content.map { "\($0)" }.joined()
        #expect(wait.contains("be trusted any more"), "\(wait)")
        await directory.accept(try #require(directory.agents.first))
        #expect(Self.tools(directory) == ["a_gone", "a_other", "a_same"])
      }
    }
  }

  /// What is read as a whole is not read while any of it is not accepted, be it a word that stands in no tool.
  @Test(arguments: [
    (card(["same": "a"]), false), (card(["same": "b"]), true),
    ((card(["same": "a"]).object ?? [:]).with("iconUrl", "https://evil.example"), true),
  ]) func theWholeCardIsReadAsItWasAccepted(_ new: JSONValue, _ isWithheld: Bool) async throws {
    try await TemporaryFolder.with { folder in
      let stage = Stage(Self.card(["same": "a"]))
      try await Self.serving(stage) { url in
        await Self.directory(url, .pin, folder).askAll()
        stage.current = new
        let directory = Self.directory(url, .pin, folder)
        await directory.askAll()
        let resources = AgentResources(directory: directory, ledger: TaskLedger(), timing: .system)
        #expect(resources.cards.isEmpty == isWithheld)
        do throws(ResourceFailure) {
          _ = try await resources.read("a2a://a/card")
          #expect(!isWithheld)
        } catch {
          #expect(isWithheld && "\(error)".contains("pin --accept a"), "\(error)")
        }
        await directory.accept(try #require(directory.agents.first))
        #expect(!resources.cards.isEmpty)
      }
    }
  }

  /// Whatever is asked for first hears of what was accepted meanwhile; until then it is said why there is nothing.
  @Test(arguments: ["task", "read", "prompts", "resources"])
  func allOfTheAgentIsHeededOnceItIsAccepted(_ request: String) async throws {
    try await TemporaryFolder.with { folder in
      let card = Self.card(["same": "a"]).object ?? [:]
      let skills: JSONValue = [["id": "same", "description": "a", "examples": ["Now?"]]]
      let stage = Stage(card.with("skills", skills))
      try await Self.serving(stage) { url in
        await Self.directory(url, .pin, folder).askAll()
        let note = try #require(try TemporaryFolder.files(in: folder + "/pins").first)
        try PrivateFile.replace(note, with: Array("{}".utf8))
        let directory = Self.directory(url, .pin, folder)
        await directory.askAll()
        let tools = BridgeTools(directory: directory, runner: Self.runner())
        /// Whether there is what was asked for, or why not.
        func outcome() async throws -> String {
          switch request {
          case "prompts": return "\(tools.prompts().count)"
          case "resources": return "\(tools.resources().count)"
          case "read":
            do throws(ResourceFailure) { return "\(try await tools.read("a2a://a/card").count)" } catch {
              return "\(error)"
            }
          default:
            let handle = TaskHandle(
              tool: "a_same", skill: "same", agent: "a", fingerprint: "f", taskID: "t", contextID: "c",
              nonce: "n", created: Samples.handles.now(), lifetime: .seconds(60))
            let id = try #require(tools.runner.handles.id(of: handle))
            do throws(RPCError) { return "\(try await tools.task(id))" } catch { return error.message }
          }
        }
        let before = try await outcome()
        #expect(
          request == "prompts" || request == "resources" ? before == "0" : before.contains("pin --accept a"))
        let other = Self.directory(url, .pin, folder)
        await other.askAll()
        #expect(await other.accept(try #require(other.agents.first)) == nil)
        // The task is another agent's, which is only found out once there is one.
        let after = try await outcome()
        #expect(request == "task" ? after.hasPrefix("Unknown task") : after == "1", "\(after)")
      }
    }
  }

  /// Whoever withholds all says why.
  @Test func sayWhyThereIsNoTool() async throws {
    try await TemporaryFolder.with { folder in
      let stage = Stage(Self.before)
      try await Self.serving(stage) { url in
        await Self.directory(url, .pin, folder).askAll()
        stage.current = (Self.before.object ?? [:]).with("description", "Another.")
        let directory = Self.directory(url, .pin, folder)
        await directory.askAll()
        #expect(Self.tools(directory) == [])
        let report = try #require(directory.agents.first).report(directory.currentCatalog)
        #expect(report.findings.contains { $0.text.hasPrefix("all its skills are withheld, because") })
      }
    }
  }
}

extension JSONObject {
  fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
    var object = self
    object[name] = value
    return .object(object)
  }
}
