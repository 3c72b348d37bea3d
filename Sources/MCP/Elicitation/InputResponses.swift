import JSON

/// What a modern client answers to a result or a task that asked for something (`InputResponses`, 2026-07-28).
struct InputResponses: Equatable, JSONReadable {
  /// The answers to questions, by the keys of these.
  let answers: [String: Elicitation.Answer]

  /// Whatever has no `action` answers something else, which was never asked here, and is left out.
  init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    var answers: [String: Elicitation.Answer] = [:]
    for member in try JSONObject(json, at: path) {
      let path = path.appending(name: member.name)
      guard try JSONObject(member.value, at: path)["action"] != nil else { continue }
      answers[member.name] = try Elicitation.Answer(member.value, at: path)
    }
    self.answers = answers
  }
}

extension ToolCall.Continuation {
  /// Reads it from the params of a call; nil for a call that begins.
  init?(_ params: JSONFields) throws(JSONMismatch) {
    let state: String? = try params.optional("requestState")
    let responses: InputResponses? = try params.optional("inputResponses")
    let answers = responses?.answers ?? [:]
    // Answers without a state are no beginning; nobody takes the empty state for one of theirs.
    guard state != nil || !answers.isEmpty else { return nil }
    self.init(state: state ?? "", answers: answers)
  }
}
