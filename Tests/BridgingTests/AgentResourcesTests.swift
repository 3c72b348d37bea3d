import A2A
import HTTP
import JSON
import Logging
import MCP
import Settings
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// What agents have to be read, at agents that follow a script.
@Suite struct AgentResourcesTests {
  private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  /// Agents whose cards the user has; nobody is asked for anything.
  private static func directory(_ cards: [(name: String, document: JSONValue)] = []) async -> AgentDirectory {
    let settings = cards.map { name, document in
      var settings = AgentSettings(card: OwnCard(document: document))
      settings.name = name
      return settings
    }
    let directory = AgentDirectory(
      AgentRoster(settings, logger: logger).agents,
      cache: CardCache(stateDirectory: nil, logger: logger), logger: logger)
    await directory.askAll()
    return directory
  }

  private static func card(_ name: String, url: String = "https://a.example/rpc") -> JSONValue {
    ["name": .string(name), "version": "1.0", "odd": [1, "x"], "url": .string(url)]
  }

  /// An id in which something deceives can't be given back as it is shown, so it is not shown.
  @Test func completesOnlyWhatMeansTheSameWhenItIsShown() async {
    let completion = ResourceCompletion(directory: await Self.directory(), ledger: ledger)
    let ids = ["t-1", "t\u{202E}2", "t\u{200B}3", "t 4", "t\u{1B}[2J5", "t\n6", "tä7"]
    let artifacts = ids.map { TaskLedger.SeenArtifact(id: $0, isChunked: false) }
    for id in ids { ledger.note(id, TaskLedger.Entry(agent: "a", artifacts: artifacts)) }
    let shown: Set = ["t-1", "t 4", "tä7"]
    let tasks = completion.values(of: "taskId", in: ResourceURI.taskTemplate, after: ["agent": "a"])
    #expect(Set(tasks) == shown)
    let others = ["agent": "a", "taskId": "t-1"]
    let seen = completion.values(of: "artifactId", in: ResourceURI.artifactTemplate, after: others)
    #expect(Set(seen) == shown)
  }

  private let ledger = TaskLedger()

  private func resources(_ directory: AgentDirectory) -> AgentResources {
    AgentResources(directory: directory, ledger: ledger, timing: SkippedTime().timing)
  }

  private func read(
    _ text: String, _ steps: [ScriptedBinding.Step] = [], agent name: String = "weather"
  ) async throws -> Result<[ResourceContents], ResourceFailure> {
    let agent = try Samples.agent(name, binding: ScriptedBinding(steps))
    let resources = resources(await Self.directory())
    let uri = try #require(ResourceURI(text))
    do throws(ResourceFailure) {
      return .success(try await resources.read(uri, text, of: agent))
    } catch {
      return .failure(error)
    }
  }

  @Test func listsTheCardsOfAllAgents() async throws {
    let documents = [("weather", Self.card("Wea\u{1B}[2Jther\u{202E}")), ("bank", Self.card("Bank"))]
    let resources = resources(await Self.directory(documents.map { (name: $0.0, document: $0.1) }))
    #expect(
      resources.cards.map(\.uri) == ["a2a://bank/card", "a2a://weather/card"])
    let card = try #require(resources.cards.last)
    #expect(card.name == "weather_card")
    #expect(card.title == "Weather – card")
    #expect(
      card.description
        == "The card of the remote agent \"Weather\" (a.example): what it says of itself.")
    #expect(card.mimeType == "application/json")
    let contents = try await resources.read(card.uri)
    let text = documents[0].1.text.replacing("\u{202E}", with: #"\u202e"#)
    #expect(contents == [ResourceContents(uri: card.uri, mimeType: "application/json", .text(text))])
  }

  @Test func saysWhatTemplatesThereAre() {
    #expect(
      AgentResources.templates.map(\.uriTemplate) == [
        "a2a://{agent}/task/{taskId}", "a2a://{agent}/task/{taskId}/artifact/{artifactId}",
      ])
  }

  @Test func anAgentThatThereIsNotIsNotFound() async throws {
    let dead = Self.card("Dead", url: "gopher://a.example")
    let documents = [(name: "weather", document: Self.card("Weather")), (name: "dead", document: dead)]
    let resources = resources(await Self.directory(documents))
    await #expect(throws: ResourceFailure.notFound("there is no agent \"nobody\"; there are: weather")) {
      try await resources.read("a2a://nobody/card")
    }
    await #expect(throws: ResourceFailure.self) { try await resources.read("file:///etc/passwd") }
    await #expect(throws: ResourceFailure.self) { try await resources.read("a2a://dead/card") }
  }

  // MARK: Tasks

  private static let uri = "a2a://weather/task/t-1"

  @Test func aTaskIsReadFromTheAgent() async throws {
    let task = Samples.task(
      .completed, saying: "done\u{202E}",
      artifacts: [
        Artifact(
          id: "a/1", name: "report", description: "in words",
          parts: [
            Part(.text("text"), mediaType: "text/markdown"), Part(.data(["n": 15])),
            Part(.url("https://a.example/f")),
            Part(.raw("QUJD"), filename: "a.bin", mediaType: "x/y"),
          ])
      ])
    let contents = try await read(Self.uri, [.task(task)]).get()
    #expect(contents.map(\.uri) == [Self.uri])
    #expect(contents.first?.mimeType == "application/json")
    let record = [
      #"{"id":"t-1","contextId":"c-1","status":{"state":"TASK_STATE_COMPLETED","#,
      #""message":{"messageId":"m","role":"ROLE_AGENT","parts":[{"text":"done\u202e"}]}},"#,
      #""artifacts":[{"artifactId":"a/1","name":"report","description":"in words","parts":["#,
      #"{"text":"text","mediaType":"text/markdown"},{"data":{"n":15}},{"url":"https://a.example/f"},"#,
      #"{"url":"a2a://weather/task/t-1/artifact/a%2F1","filename":"a.bin","mediaType":"x/y","#,
      #""metadata":{"a2a-bridge/bytes":3}}]}]}"#,
    ].joined()
    #expect(contents.first?.body == .text(record))
    #expect(ledger.tasks(of: "weather") == ["t-1"])
  }

  /// How the agent refuses, and whether that means that there is nothing.
  @Test(
    arguments: [
      (.taskNotFound, "the agent answered error -32001", true),
      (.transport(.refused), "no connection", false), (.unavailable, "503", false),
      (.unauthenticated, "401", false),
    ] as [(A2AError.Code, String, Bool)])
  func aTaskThatIsNotShown(_ code: A2AError.Code, _ words: String, _ isMissing: Bool) async throws {
    let refusal = ScriptedBinding.Step.refuseTask(A2AError(code, words, mayHaveRun: false))
    switch try await read(Self.uri, [refusal]) {
    case .success(let contents): Issue.record("\(contents)")
    case .failure(.notFound(let sentence)): #expect(isMissing && sentence.contains(words))
    case .failure(.unavailable(let sentence)): #expect(!isMissing && sentence.contains(words))
    }
  }

  @Test func anotherAgentsTaskIsNotFound() async throws {
    ledger.note("t-1", TaskLedger.Entry(agent: "bank"))
    #expect(
      try await read(Self.uri)
        == .failure(.notFound("task \"t-1\" belongs to agent \"bank\", not to \"weather\"")))
  }

  @Test func aTaskThatIsTooLongIsNotShown() async throws {
    let text = String(repeating: "x", count: AgentResources.maxBytes)
    let task = Samples.task(.completed, artifacts: [Samples.artifact(Part(.text(text)))])
    guard case .failure(.unavailable(let words)) = try await read(Self.uri, [.task(task)]) else {
      Issue.record("it was shown")
      return
    }
    #expect(words.hasSuffix("at most 2097152 can be read as a resource. a2a_read_more reads text in parts"))
  }

  // MARK: Artifacts

  private static let parts: [(Part, String, ResourceContents.Body)] = [
    (Part(.text("a\u{1B}[1mb")), "text/plain", .text("ab")),
    (
      Part(.text("# a"), mediaType: "text/markdown; charset=utf-8"), "text/markdown; charset=utf-8",
      .text("# a")
    ),
    (Part(.text("a"), mediaType: "text"), "text/plain", .text("a")),
    (Part(.text("a"), mediaType: "text/x\n"), "text/plain", .text("a")),
    (Part(.data([1, "\u{1B}"])), "application/json", .text(#"[1,"\u001b"]"#)),
    (
      Part(.data(["a": true]), mediaType: "application/geo+json"), "application/geo+json",
      .text(#"{"a":true}"#)
    ),
    (Part(.url("https://a.example/f"), mediaType: "x/y"), "text/uri-list", .text("https://a.example/f")),
    (Part(.raw("QUI"), mediaType: "image/png"), "image/png", .blob("QUI=")),
    (Part(.raw("-_-_")), "application/octet-stream", .blob("+/+/")),
    (Part(.raw("%%%"), mediaType: "x/y"), "text/plain", .text("[a file whose content is not valid base64]")),
  ]

  @Test func anArtifactIsReadPartByPart() async throws {
    let task = Samples.task(.working, artifacts: [Artifact(id: "a-1", parts: Self.parts.map(\.0))])
    let uri = Self.uri + "/artifact/a-1"
    #expect(
      try await read(uri, [.task(task)]).get()
        == Self.parts.map { ResourceContents(uri: uri, mimeType: $0.1, $0.2) })
  }

  @Test func anEmptyArtifactIsAnEmptyText() async throws {
    let task = Samples.task(.working, artifacts: [Artifact(id: "a-1", parts: [])])
    #expect(try await read(Self.uri + "/artifact/a-1", [.task(task)]).get().map(\.body) == [.text("")])
  }

  @Test func piecesOfATextAreOneText() async throws {
    let pieces = ["a", "b", "c"].map { Part(.text($0)) } + [Part(.text("d"), mediaType: "text/html")]
    let heard = Samples.task(.completed, artifacts: [Artifact(id: "a-1", parts: pieces, isChunked: true)])
    ledger.note("t-1", TaskLedger.Entry(heard, of: "weather"))
    let task = Samples.task(.completed, artifacts: [Artifact(id: "a-1", parts: pieces)])
    #expect(
      try await read(Self.uri + "/artifact/a-1", [.task(task)]).get().map(\.body) == [
        .text("abc"), .text("d"),
      ])
  }

  @Test func anArtifactThatThereIsNotIsNotFound() async throws {
    #expect(
      try await read(Self.uri + "/artifact/b", [.task(Samples.task(.completed))])
        == .failure(.notFound("task \"t-1\" has no artifact \"b\"")))
  }
}
