import JSON
import JSONRPC
import MCP
import Telemetry
import Testing

@testable import Bridging

/// A provider that says a secret wherever it can say anything.
private struct Blabber: ServerProvider {
  static let secret = "s3cr3t-value"
  static let words = "it is \(secret)"
  static let resource = Resource(
    uri: "a2a://x", name: words, title: words, description: words, mimeType: words)
  static let result = ToolResult(
    content: [.text(words), .link(resource)], structuredContent: ["said": ["x": [.string(words)]]],
    meta: ["said": .string(words)])
  static let form = ElicitationForm([
    ElicitationForm.Field("f", .choice([.init("v", title: words)]), title: words, description: words),
    ElicitationForm.Field("g", .choices([.init("v", title: words)])),
  ])
  static let error = RPCError(code: -1, message: words, data: [.string(words)])
  static let question = ToolQuestion(key: "k", .form(message: words, form), state: "s", fallback: result)
  static let page = ToolQuestion(key: "k", .page(message: words, url: words), state: "s", fallback: result)

  static func task(_ status: TaskSnapshot.Status) -> TaskSnapshot {
    TaskSnapshot(
      id: "t", status, message: words, createdAt: "", lastUpdatedAt: "", lifetime: nil, pollInterval: .zero)
  }

  let answer: ToolAnswer?

  func settle() async {}
  func tools() -> [Tool] {
    [
      Tool(
        name: "x", title: Self.words, description: Self.words, inputSchema: ["type": "object"],
        annotations: ToolAnnotations(title: Self.words))
    ]
  }
  func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
    progress.report(Self.words)
    progress.report(nil)
    guard let answer else { throw Self.error }
    return answer
  }
  func abandon(_ question: ToolQuestion) {}
  func task(_ id: String) async throws(RPCError) -> TaskSnapshot {
    guard answer != nil else { throw Self.error }
    return Self.task(.completed(Self.result))
  }
  func settledTask(_ id: String) async throws(RPCError) -> TaskSnapshot {
    guard answer != nil else { throw Self.error }
    return Self.task(.inputRequired(Self.question))
  }
  func answer(_ answers: [String: Elicitation.Answer], ofTask id: String) async throws(RPCError) {
    throw Self.error
  }
  func cancelTask(_ id: String) async throws(RPCError) -> TaskSnapshot {
    guard answer != nil else { throw Self.error }
    return Self.task(.failed(Self.error))
  }
  func followTask(_ id: String, onChange: @Sendable (TaskSnapshot) async -> Void) async throws(RPCError) {
    await onChange(Self.task(.working))
    throw Self.error
  }
  func resources() -> [Resource] { [Self.resource] }
  func resourceTemplates() -> [ResourceTemplate] { [] }
  func read(_ uri: String) async throws(ResourceFailure) -> [ResourceContents] {
    switch uri {
    case "none": throw .notFound(Self.words)
    case "late": throw .unavailable(Self.words)
    default:
      [
        ResourceContents(uri: uri, mimeType: Self.words, .text(Self.words)),
        ResourceContents(uri: uri, mimeType: Self.words, .blob("AAAA")),
      ]
    }
  }
  func watch(_ uri: String, onChange: @Sendable () -> Void) async {}
  func prompts() -> [Prompt] {
    [
      Prompt(
        name: "x", title: Self.words, description: Self.words,
        arguments: [Prompt.Argument("y", description: Self.words)])
    ]
  }
  func prompt(_ name: String, _ arguments: [String: String]) throws(RPCError) -> PromptText {
    guard name == "x" else { throw Self.error }
    return PromptText(Self.words, description: Self.words)
  }
  func completions(of argument: CompletedArgument) -> [String] { [Self.words] }
}

/// T10: an agent says back what it was sent.
struct DiscreetProviderTests {
  private static func provider(_ answer: ToolAnswer?) -> DiscreetProvider<Blabber> {
    let redaction = Redaction()
    redaction.register(Secret(Blabber.secret))
    return DiscreetProvider(provider: Blabber(answer: answer), discretion: Discretion(redaction: redaction))
  }

  private static let argument = CompletedArgument(.prompt("x"), name: "y", value: "")
  private static let call = ToolCall(name: "x", arguments: [:], requestID: RequestID(1))

  /// Everything in `value`, as Swift would print it.
  private static func check(_ value: some Any, _ times: Int) {
    var text = ""
    dump(value, to: &text)
    #expect(!text.contains(Blabber.secret))
    #expect(text.ranges(of: "it is (secret)").count >= times)
  }

  @Test(
    arguments: [
      (.result(Blabber.result), 6), (.question(Blabber.question), 12), (.question(Blabber.page), 8),
      (.task(Blabber.task(.working)), 1), (.task(Blabber.task(.completed(Blabber.result))), 7),
      (.task(Blabber.task(.inputRequired(Blabber.question))), 12),
      (.task(Blabber.task(.failed(Blabber.error))), 3),
    ] as [(ToolAnswer, Int)])
  func noAnswerHoldsASecret(_ answer: ToolAnswer, _ times: Int) async throws {
    Self.check(try await Self.provider(answer).call(Self.call, progress: .unwanted), times)
  }

  @Test func noErrorHoldsASecret() async throws {
    let provider = Self.provider(nil)
    func check(_ body: () async throws(RPCError) -> Void) async {
      do throws(RPCError) {
        try await body()
        Issue.record("nothing was thrown")
      } catch {
        Self.check(error, 2)
      }
    }
    await check { () async throws(RPCError) in _ = try await provider.call(Self.call, progress: .unwanted) }
    await check { () async throws(RPCError) in _ = try await provider.task("t") }
    await check { () async throws(RPCError) in _ = try await provider.settledTask("t") }
    await check { () async throws(RPCError) in _ = try await provider.cancelTask("t") }
    await check { () async throws(RPCError) in try await provider.answer([:], ofTask: "t") }
    await check { () async throws(RPCError) in try await provider.followTask("t") { Self.check($0, 1) } }
  }

  @Test func noTaskHoldsASecret() async throws {
    let provider = Self.provider(.result(Blabber.result))
    Self.check(try await provider.task("t"), 7)
    Self.check(try await provider.settledTask("t"), 12)
    Self.check(try await provider.cancelTask("t"), 3)
  }

  @Test func noResourceHoldsASecret() async throws {
    let provider = Self.provider(nil)
    Self.check(try await provider.read("x"), 3)
    for uri in ["none", "late"] {
      do throws(ResourceFailure) {
        _ = try await provider.read(uri)
        Issue.record("nothing was thrown")
      } catch {
        Self.check(error, 1)
      }
    }
  }

  @Test func noListHoldsASecret() throws {
    let provider = Self.provider(nil)
    Self.check(provider.tools(), 3)
    Self.check(provider.resources(), 4)
    Self.check(provider.prompts(), 3)
    Self.check(try provider.prompt("x", [:]), 2)
    let error = #expect(throws: RPCError.self) { try provider.prompt("y", [:]) }
    Self.check(error as Any, 2)
    Self.check(provider.completions(of: Self.argument), 1)
  }

  @Test func noProgressHoldsASecret() async throws {
    let (lines, said) = AsyncStream.makeStream(of: String?.self)
    let progress = ProgressReporter { said.yield($0) }
    _ = try await Self.provider(.result(Blabber.result)).call(Self.call, progress: progress)
    said.finish()
    var all: [String?] = []
    for await line in lines { all.append(line) }
    #expect(all == ["it is (secret)", nil])
  }

  @Test func whatHasToBeGivenBackStaysAsItIs() async throws {
    let redaction = Redaction()
    for word in ["key-word", "state-word", "a2a://word", "value-word"] { redaction.register(Secret(word)) }
    let discretion = Discretion(redaction: redaction)
    let form = ElicitationForm([ElicitationForm.Field("key-word", .choice([.init("value-word")]))])
    let question = ToolQuestion(
      key: "key-word", .form(message: "", form), state: "state-word", fallback: ToolResult(content: []))
    #expect(discretion.clean(.question(question)) == .question(question))
    let resource = Resource(uri: "a2a://word", name: "")
    #expect(discretion.clean(resource) == resource)
  }
}
