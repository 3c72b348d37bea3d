import A2A
import HTTP
import JSON
import MCP

/// What an agent asks of its user, as a client can show it.
struct AgentQuestion: Sendable, Equatable {
  enum Kind: String, Sendable, Hashable {
    /// One field for an answer in words.
    case reply
    /// The fields that the agent has described.
    case form
    /// A page to sign in at.
    case page
  }

  /// How much of the agent's words a question shows, and how much of them stands again beside the field.
  static let maxMessage = 2_000
  static let maxDescription = 500
  /// The field of an answer in words.
  static let reply = "reply"
  /// Where agents put the schema of the data that they ask for, when the data part is not the schema itself.
  static let schemaNames = [
    "schema", "requestedSchema", "requested_schema", "inputSchema", "input_schema", "jsonSchema",
    "json_schema",
  ]

  let key: QuestionKey
  let kind: Kind
  let elicitation: Elicitation

  /// - Parameter complaint: What is wrong with the answer that was given before.
  /// - Returns: nil for a task that asks nothing, and for what must not or can't be asked so: secrets, and a sign-in
  ///   without a page.
  init?(of task: AgentTask, from agent: AgentSnapshot, complaint: String? = nil) {
    let words = Self.shown(task.asked.text)
    key = QuestionKey(of: task)
    switch task.state {
    case .inputRequired where !SecretWords.areAsked(in: task):
      let form = Self.form(in: task)
      // What is asked for in neither way nobody could answer.
      guard form != nil || words.contains(where: { !$0.isWhitespace }) else { return nil }
      kind = form == nil ? .reply : .form
      elicitation = .form(
        message: Self.message(agent, words, complaint), form ?? Self.replyForm(words))
    case .authRequired:
      guard let page = SignInPage(in: task.asked.text, ofLocalAgent: agent.url.isLoopback) else {
        return nil
      }
      kind = .page
      elicitation = .page(message: Self.signIn(agent, words, at: page), url: page.text)
    default: return nil
    }
  }

  /// The parts that answer the agent with what the user has filled in.
  ///
  /// - Throws: ``Misfit`` with what is wrong about it.
  func parts(_ content: JSONObject) throws(Misfit) -> [Part] {
    guard case .form(_, let form) = elicitation else { return [] }
    if let problem = form.problem(with: content) { throw Misfit(problem: problem) }
    if kind == .reply { return [Part(.text(content[Self.reply]?.string ?? ""))] }
    let names = Set(form.fields.map(\.name))
    let data = JSONObject(content.members.filter { names.contains($0.name) })
    return [Part(.data(.object(data)), mediaType: "application/json")]
  }

  /// An answer that is none to the question.
  struct Misfit: Error, Hashable { let problem: String }

  // MARK: Words and forms

  /// So much of the agent's words as a question shows.
  private static func shown(_ text: String) -> String {
    // Bounded first: they may be megabytes long.
    let scalars = text.unicodeScalars.prefix(maxMessage * 4)
    let words = CleanText.block(String(String.UnicodeScalarView(scalars)))
    let isCut = scalars.endIndex != text.unicodeScalars.endIndex || words.count > maxMessage
    return OwnLine.quoting(Trailer.disarm(isCut ? words.prefix(maxMessage - 1) + "…" : words))
  }

  private static func message(_ agent: AgentSnapshot, _ words: String, _ complaint: String?) -> String {
    let asks =
      words.isEmpty
      ? "\(OwnLine.named)\(agent.name)\" needs an answer to go on, and does not say to what."
      : "\(OwnLine.named)\(agent.name)\" asks:\n\n\(words)"
    // All that follows the colon is the agent's, so nothing of the bridge's comes behind it.
    return complaint.map { "\(OwnLine.complaint) \($0).\n\n\(asks)" } ?? asks
  }

  private static func signIn(_ agent: AgentSnapshot, _ words: String, at page: SignInPage) -> String {
    let warning =
      page.isSpeltInASCII
      ? ", a name in other letters than it shows: open it only if you know it" : ""
    return
      "\(OwnLine.named)\(agent.name)\" asks you to sign in at \(page.host)\(warning). In its own words:\n\n\(words)"
  }

  private static func replyForm(_ words: String) -> ElicitationForm {
    let description = CleanText.line(words, limit: maxDescription)
    return ElicitationForm([
      ElicitationForm.Field(
        reply, .text(minLength: 1), title: "Reply", description: description.isEmpty ? nil : description)
    ])
  }

  /// The form with nothing in it that reads like the bridge's own.
  private static func disarmed(_ form: ElicitationForm) -> ElicitationForm {
    ElicitationForm(
      form.fields.map { field in
        ElicitationForm.Field(
          field.name, field.kind, title: field.title.map { Trailer.disarm($0) },
          description: field.description.map { Trailer.disarm($0) }, isRequired: field.isRequired)
      })
  }

  private static func form(in task: AgentTask) -> ElicitationForm? {
    for data in task.asked.data {
      for candidate in [data] + schemaNames.compactMap({ data[$0] }) {
        if let form = ElicitationForm(cutting: candidate) { return disarmed(form) }
      }
    }
    return nil
  }
}

extension [Artifact] {
  /// The text parts, one a line.
  var text: String { flatMap(\.parts).compactMap(\.text).joined(separator: "\n") }

  var data: [JSONValue] {
    flatMap(\.parts).compactMap { if case .data(let data) = $0.content { data } else { nil } }
  }
}
