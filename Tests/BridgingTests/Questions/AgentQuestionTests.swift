import A2A
import JSON
import MCP
import Testing

@testable import Bridging

@Suite struct AgentQuestionTests {
  private static func asking(
    _ parts: Part..., state: TaskState = .inputRequired, id: String = "t-1", message: String = "m"
  ) -> AgentTask {
    AgentTask(
      id: id, contextID: "c-1",
      status: TaskStatus(state, message: Message(messageID: message, role: .agent, parts: parts)))
  }

  private static let schema: JSONValue = [
    "type": "object",
    "properties": ["package": ["type": "string", "enum": ["A", "B"]], "note": ["type": "string"]],
    "required": ["package"],
  ]

  private func question(_ task: AgentTask, complaint: String? = nil) throws -> AgentQuestion? {
    AgentQuestion(of: task, from: try Samples.agent(), complaint: complaint)
  }

  @Test func asksInWords() throws {
    let question = try #require(try question(Self.asking(Part(.text("Which\u{202E} package?\nA or B?")))))
    #expect(question.kind == .reply)
    #expect(
      question.elicitation
        == .form(
          message: "The agent \"weather\" asks:\n\nWhich package?\nA or B?",
          ElicitationForm([
            ElicitationForm.Field(
              "reply", .text(minLength: 1), title: "Reply", description: "Which package? A or B?")
          ])))
    #expect(try question.parts(["reply": "B", "other": 1]) == [Part(.text("B"))])
  }

  @Test func showsSoMuchOfTheWords() throws {
    let words = String(repeating: "x", count: 5_000)
    guard case .form(let message, let form)? = try question(Self.asking(Part(.text(words))))?.elicitation
    else {
      Issue.record("no form")
      return
    }
    #expect(message.hasSuffix("x…"))
    #expect(message.count == AgentQuestion.maxMessage + "The agent \"weather\" asks:\n\n".count)
    #expect(form.fields.first?.description?.count == AgentQuestion.maxDescription)
  }

  @Test func asksForDataEvenWithoutWords() throws {
    let question = try #require(try question(Self.asking(Part(.data(Self.schema)))))
    guard case .form(let message, let form) = question.elicitation else { return }
    #expect(message == "The agent \"weather\" needs an answer to go on, and does not say to what.")
    #expect(form.fields.count == 2)
  }

  @Test(arguments: [schema, ["schema": schema], ["requestedSchema": schema], ["input_schema": schema]])
  func asksForData(_ data: JSONValue) throws {
    let question = try #require(try question(Self.asking(Part(.text("Which?")), Part(.data(data)))))
    #expect(question.kind == .form)
    guard case .form(_, let form) = question.elicitation else { return }
    #expect(form.fields.map(\.name) == ["package", "note"])
    let parts = try question.parts(["package": "B", "stray": true])
    #expect(parts == [Part(.data(["package": "B"]), mediaType: "application/json")])
  }

  @Test(
    arguments: [
      (["package": "C"], "package: expected one of its options"), (["note": "x"], "package: missing"),
      (["package": 1], "package: expected one of its options"),
    ] as [(JSONObject, String)]) func refusesWhatDoesNotFit(_ content: JSONObject, _ problem: String) throws
  {
    let task = Self.asking(Part(.text("Which?")), Part(.data(Self.schema)))
    let question = try #require(try question(task))
    #expect(throws: AgentQuestion.Misfit(problem: problem)) { try question.parts(content) }
    guard case .form(let message, _)? = try self.question(task, complaint: problem)?.elicitation else {
      return
    }
    #expect(message.hasPrefix("The last answer could not be used: \(problem).\n\n"))
  }

  @Test func sendsTheUserToThePage() throws {
    let task = Self.asking(Part(.text("Sign in at https://login.example/x.")), state: .authRequired)
    let question = try #require(try question(task))
    #expect(question.kind == .page)
    #expect(
      question.elicitation
        == .page(
          message:
            "The agent \"weather\" asks you to sign in at login.example. In its own words:\n\nSign in at https://login.example/x.",
          url: "https://login.example/x"))
  }

  private static let states: [TaskState] = [
    .submitted, .working, .completed, .failed, .canceled, .rejected, .other("odd"),
  ]

  private static let unaskable: [AgentTask] =
    [
      asking(Part(.text("Your password?"))), asking(), asking(Part(.text(" \n\u{200B}"))),
      asking(Part(.text("x")), Part(.data(["properties": ["pin": [:]]]))),
      asking(Part(.text("Sign in")), state: .authRequired),
      asking(Part(.text("Sign in at https://a.example/?token=x")), state: .authRequired),
    ] + states.map { asking(Part(.text("Which?")), state: $0) }

  @Test(arguments: unaskable) func doesNotAskAnythingElse(_ task: AgentTask) throws {
    #expect(try question(task) == nil)
  }

  @Test func knowsOneQuestionFromAnother() {
    let first = QuestionKey(of: Self.asking(Part(.text("Which?"))))
    #expect(QuestionKey(of: Self.asking(Part(.text("Which?")))) == first)
    #expect(first.text.utf8.count < 40)
    let others = [
      Self.asking(Part(.text("When?"))), Self.asking(Part(.text("Which?")), id: "t-2"),
      Self.asking(Part(.text("Which?")), Part(.data(1))),
      Self.asking(Part(.text("Which?")), state: .authRequired),
    ].map(QuestionKey.init(of:))
    #expect(Set(others + [first]).count == 5)
    #expect(!others.contains { $0.asksTheSame(as: first) })
    let again = QuestionKey(of: Self.asking(Part(.text("Which?")), message: "m-2"))
    #expect(again != first)
    #expect(again.asksTheSame(as: first))
  }
}
