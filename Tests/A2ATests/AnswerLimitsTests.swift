import JSON
import TestSupport
import Testing

@testable import A2A

/// How much of an answer, a task and a card is taken: exactly at each limit, and one beyond.
@Suite struct AnswerLimitsTests {
  private static func part(_ number: Int) -> Part { Part(.text("\(number)")) }

  @Test(arguments: [0, 1, 3]) func anArtifactHasItsParts(_ more: Int) {
    let parts = (0..<(Artifact.maxParts + more)).map(Self.part)
    let artifact = Artifact(id: "a", parts: parts)
    #expect(artifact.parts.count == Artifact.maxParts)
    #expect(artifact.parts.last == Self.part(Artifact.maxParts - 1))
    #expect(artifact.omittedParts == more)
  }

  @Test(arguments: [0, 1, 3]) func anArtifactInPiecesHasItsParts(_ more: Int) {
    var task = AgentTask(
      id: "t", status: TaskStatus(.working),
      artifacts: [Artifact(id: "a", parts: (1..<Artifact.maxParts).map(Self.part))])
    for number in 0...more {
      task.apply(
        .artifact(
          TaskArtifactUpdate(
            taskID: "t", contextID: nil, artifact: Artifact(id: "a", parts: [Self.part(number)]), append: true
          )))
    }
    #expect(task.artifacts[0].parts.count == Artifact.maxParts)
    #expect(task.artifacts[0].omittedParts == more)
  }

  @Test func aMessageAsAnAnswerHasItsParts() {
    let parts = (0...Artifact.maxParts).map(Self.part)
    #expect(Artifact(Message(messageID: "m", role: .agent, parts: parts)).omittedParts == 1)
  }

  private static func artifacts(_ count: Int) -> [Artifact] {
    (0..<count).map { Artifact(id: "a-\($0)", parts: [part($0)]) }
  }

  @Test(arguments: [0, 1, 3]) func aTaskHasItsArtifacts(_ more: Int) {
    let task = AgentTask(
      id: "t", status: TaskStatus(.completed), artifacts: Self.artifacts(AgentTask.maxArtifacts + more))
    #expect(task.artifacts.count == AgentTask.maxArtifacts)
    #expect(task.omittedArtifacts == more)
  }

  @Test(arguments: [0, 1, 3]) func aTaskHasItsArtifactsOneByOne(_ more: Int) {
    var task = AgentTask(id: "t", status: TaskStatus(.working))
    for artifact in Self.artifacts(AgentTask.maxArtifacts + more) {
      task.apply(
        .artifact(TaskArtifactUpdate(taskID: "t", contextID: nil, artifact: artifact, append: false)))
    }
    #expect(task.artifacts.count == AgentTask.maxArtifacts)
    #expect(task.omittedArtifacts == more)
    // What is there goes on.
    task.apply(
      .artifact(
        TaskArtifactUpdate(
          taskID: "t", contextID: nil, artifact: Artifact(id: "a-0", parts: [Self.part(9)]), append: true)))
    #expect(task.artifacts[0].parts.count == 2)
    #expect(task.omittedArtifacts == more)
  }

  @Test(arguments: [0, 1]) func aTaskHasTheLastOfItsMessages(_ more: Int) {
    let messages = (0..<(AgentTask.maxMessages + more)).map {
      Message(messageID: "m-\($0)", role: .agent, parts: [Self.part($0)])
    }
    let task = AgentTask(id: "t", status: TaskStatus(.working), history: messages)
    #expect(task.history.count == AgentTask.maxMessages)
    #expect(task.history.last == messages.last)
    var heard = AgentTask(id: "t", status: TaskStatus(.working))
    for message in messages { heard.apply(.message(message)) }
    #expect(heard.messages.count == AgentTask.maxMessages)
    #expect(heard.messages.first?.messageID == "m-\(more)")
  }

  // MARK: Cards

  struct Listing: Sendable, CustomTestStringConvertible {
    let what: String
    let limit: Int
    let card: @Sendable (Int) -> JSONObject
    let count: @Sendable (AgentCard) -> Int
    var testDescription: String { what }
  }

  private static func list(_ count: Int, _ entry: (Int) -> JSONValue) -> JSONValue {
    .array((0..<count).map(entry))
  }

  @Test(
    arguments: [
      Listing(what: "interfaces", limit: CardReader.maxInterfaces) { count in
        [
          "supportedInterfaces": list(count) {
            ["url": "https://a.example/\($0)", "protocolBinding": "JSONRPC"]
          }
        ]
      } count: {
        $0.interfaces.count
      },
      Listing(what: "skills", limit: CardReader.maxSkills) { count in
        ["skills": list(count) { ["id": "s-\($0)", "name": "S"] }]
      } count: {
        $0.skills.count
      },
      Listing(what: "security schemes", limit: CardReader.maxSchemes) { count in
        [
          "securitySchemes": .object(
            JSONObject(
              (0..<count).map { .init(name: "s-\($0)", value: ["type": "http", "scheme": "bearer"]) }))
        ]
      } count: {
        $0.securitySchemes.count
      },
      Listing(what: "security requirements", limit: CardReader.maxRequirements) { count in
        ["security": list(count) { ["s-\($0)": []] }]
      } count: {
        $0.securityRequirements.count
      },
      Listing(what: "extensions", limit: CardReader.maxExtensions) { count in
        ["capabilities": ["extensions": list(count) { ["uri": "https://x.example/\($0)"] }]]
      } count: {
        $0.capabilities.extensions.count
      },
    ] as [Listing], [0, 1, 3])
  func aCardNamesNoMore(_ listing: Listing, _ more: Int) throws {
    var json: JSONObject = ["name": "A", "url": "https://a.example"]
    for member in listing.card(listing.limit + more) { json[member.name] = member.value }
    let card = try AgentCard(wire: .object(json))
    #expect(listing.count(card) == listing.limit)
    let quirk = CardQuirk.tooMany(listing.what, omitted: more)
    #expect(card.quirks.contains(quirk) == (more > 0))
    if more > 0 { #expect(quirk.sentence.contains("too many \(listing.what); \(more) of them")) }
  }

  @Test(arguments: [0, 1]) func aSkillHasItsWords(_ more: Int) throws {
    let words = Self.list(CardReader.maxWords + more) { "w-\($0)" }
    let json: JSONValue = [
      "name": "A", "url": "https://a.example",
      "skills": [["id": "s", "tags": words, "examples": words, "inputModes": words, "outputModes": words]],
    ]
    let skill = try #require(try AgentCard(wire: json).skills.first)
    for list in [skill.tags, skill.examples, skill.inputModes, skill.outputModes] {
      #expect(list.count == CardReader.maxWords)
    }
  }
}
