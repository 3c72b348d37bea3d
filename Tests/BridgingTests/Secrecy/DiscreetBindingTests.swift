import A2A
import JSON
import MCP
import Settings
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// What an agent says of a secret that it was sent, on its way in.
@Suite struct DiscreetBindingTests {
  /// As long as tokens are, so that a cut may fall into it, and nowhere alike.
  private static let secret = (0..<120).map { "t\($0)." }.joined()

  private static let discretion: Discretion = {
    let redaction = Redaction()
    redaction.register(Secret(secret))
    return Discretion(redaction: redaction)
  }()

  /// Whether as much of the secret is left as could be told apart from chance.
  private static func holdsAPiece(_ text: String) -> Bool {
    let bytes = Array(secret.utf8)
    return stride(from: 0, to: bytes.count - 8, by: 1).contains { start in
      text.contains(String(decoding: bytes[start..<start + 8], as: UTF8.self))
    }
  }

  private static let part = Part(
    .text("it is \(secret)"), filename: secret, mediaType: "text/\(secret)",
    metadata: ["said": .string(secret)])
  private static let artifact: Artifact = {
    var artifact = Artifact(
      id: "a", name: secret, description: secret,
      parts: [part, Part(.url("https://files.example/\(secret)")), Part(.data(["deep": [.string(secret)]]))])
    artifact.isChunked = false
    return artifact
  }()
  private static let message = Message(messageID: "m", role: .agent, parts: [part])
  private static let status = TaskStatus(.working, message: message)
  private static let task = AgentTask(id: "t", status: status, artifacts: [artifact], history: [message])

  private static let events: [AgentEvent] = [
    .task(task), .message(message), .status(TaskStatusUpdate(taskID: "t", contextID: nil, status: status)),
    .artifact(TaskArtifactUpdate(taskID: "t", contextID: nil, artifact: artifact, append: true)),
  ]

  @Test(arguments: events) func cleansEveryEvent(_ event: AgentEvent) async throws {
    let binding = DiscreetBinding(ScriptedBinding([.send(event), .stream([event])]), Self.discretion)
    let request = SendRequest(Self.message)
    let answer = try await binding.answer(to: .send(request), within: .seconds(1))
    #expect(!Self.holdsAPiece("\(answer)"))
    let heard = Collected<AgentEvent>()
    try await binding.listen(to: .stream(request), within: .seconds(1)) { (event: AgentEvent) in
      heard.add(event)
      return .more
    }
    #expect(heard.all.count == 1)
    #expect(!Self.holdsAPiece("\(heard.all)"))
  }

  @Test func cleansPagesAndCards() async throws {
    let answers: [(String, Answer)] = [
      ("ListTasks", .tasks(TaskPage(tasks: [Self.task]))),
      ("GetExtendedAgentCard", .card([.string(Self.secret)])),
    ]
    let operations: [A2A.Operation] = [.listTasks(TaskListRequest()), .getExtendedCard]
    for (step, operation) in zip(answers, operations) {
      let binding = DiscreetBinding(
        ScriptedBinding([.answer(operation.name, step.1)]), Self.discretion)
      #expect(!Self.holdsAPiece("\(try await binding.answer(to: operation, within: .seconds(1)))"))
    }
  }

  /// Wherever the secret stands, no cut that comes later leaves a piece of it.
  @Test(arguments: [0, 1, 200, 590, 599, 600, 601, 990, 1_000, 5_000])
  func cleansWhatIsSaidOfErrors(_ position: Int) async throws {
    let words = String(repeating: "x", count: position) + Self.secret
    let binding = DiscreetBinding(
      ScriptedBinding([
        .refuseTask(A2AError(.agent(1), words, mayHaveRun: true)),
        .stream([], ending: A2AError(.agent(1), words, mayHaveRun: true)),
      ]), Self.discretion)
    let agent = try Samples.agent()
    for operation in [A2A.Operation.getTask(id: "t"), .stream(SendRequest(Self.message))] {
      do throws(A2AError) {
        if case .getTask = operation {
          _ = try await binding.answer(to: operation, within: .seconds(1))
        } else {
          try await binding.listen(to: operation, within: .seconds(1)) { (_: AgentEvent) in .more }
        }
        Issue.record("There was no error")
      } catch {
        #expect(!Self.holdsAPiece(error.message))
        #expect(!Self.holdsAPiece(FailureWords.text(for: error, agent: agent, doing: "the call")))
      }
    }
  }

  /// Signs that nobody sees are taken out before the text is shown, so they hide no secret either.
  @Test(arguments: ["\u{200B}", "\u{AD}", "\u{202E}", "\u{1B}[31m"]) func findsWhatIsHidden(_ sign: String)
    throws
  {
    let hidden = Self.secret.map { "\($0)" }.joined(separator: sign)
    let task = Samples.task(
      .completed, artifacts: [Artifact(id: "a", parts: [Part(.text("it is \(hidden)"))])])
    guard case .event(.task(let clean)) = Self.discretion.clean(StreamSign.event(.task(task))) else { return }
    let mapping = ResultMapping(agent: try Samples.agent(), tool: nil)
    #expect(!Self.holdsAPiece(mapping.result(of: .stopped(clean)).text))
    let error = Self.discretion.clean(A2AError(.agent(1), hidden, mayHaveRun: true))
    #expect(!Self.holdsAPiece(CleanText.line(error.message, limit: 600)))
  }

  /// A card is clean before anything is made of it: of secrets, too, that only stand there once it is shown.
  @Test(arguments: [
    "\u{200B}", "\u{1B}[31m", "\u{7}", "\u{E000}", "\u{AD}", "\u{9B}1m", "\u{1B}]x\u{7}", "\u{202E}",
  ]) func findsWhatIsHiddenInCards(_ sign: String) throws {
    let half = Self.secret.count / 2
    let hidden = "\(Self.secret.prefix(half))\(sign)\(Self.secret.dropFirst(half))"
    let card: JSONValue = [
      "name": .string("A " + hidden),
      "skills": [.object(JSONObject([.init(name: hidden, value: .string("[x] " + hidden))]))],
      "kept": "a\u{200B} [b]",
    ]
    let clean = Self.discretion.cleanCard(card)
    #expect(clean["kept"] == card["kept"])
    for cleaning in CleanText.cleanings { #expect(!Self.holdsAPiece(cleaning(clean.text))) }
    #expect(clean.text.ranges(of: Secret.mark).count == 3)
  }

  /// White space is made one space where words are shown on one line.
  @Test(arguments: [
    "correct  horse\tbattery", "correct\u{A0}horse\r\nbattery", " correct horse\u{2028}battery",
  ])
  func findsWordsThatAreSpacedOut(_ words: String) {
    let redaction = Redaction()
    redaction.register(Secret("correct horse battery"))
    let discretion = Discretion(redaction: redaction)
    #expect(discretion.cleanCard(["name": .string(words)])["name"] == .string(Secret.mark))
    let error = discretion.clean(A2AError(.agent(1), words, mayHaveRun: true))
    #expect(error.message == Secret.mark)
  }

  @Test func findsNamesAndNumbers() {
    let redaction = Redaction()
    redaction.register(Secret("4711081508151234"))
    let data: JSONValue = ["4711081508151234": 4711081508151234, "kept": [1, true, nil]]
    #expect(data.redacted(by: redaction) == [Secret.mark: .string(Secret.mark), "kept": [1, true, nil]])
  }

  /// A streamed text that is shown in two stretches, with the secret where the first ends.
  @Test(arguments: [1, 3, 7, 1_000]) func cleansTextsThatComeInPieces(_ size: Int) throws {
    let words = Array((String(repeating: "word ", count: 3_980) + Self.secret + " end").utf8)
    let pieces = stride(from: 0, to: words.count, by: size).map {
      Part(.text(String(decoding: words[$0..<min($0 + size, words.count)], as: UTF8.self)))
    }
    let task = Samples.task(.completed, artifacts: [Artifact(id: "a", parts: pieces, isChunked: true)])
    var mapping = ResultMapping(agent: try Samples.agent(discretion: Self.discretion), tool: nil)
    let first = mapping.result(of: .stopped(task))
    mapping.start = 20_000
    let second = mapping.result(of: .stopped(task))
    #expect(!Self.holdsAPiece(first.text) && !Self.holdsAPiece(second.text))
    #expect((first.text + second.text).contains(Secret.mark))
  }
}
