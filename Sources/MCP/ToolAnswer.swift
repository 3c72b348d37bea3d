/// What comes of a tool call for now.
package enum ToolAnswer: Sendable, Equatable {
  /// Not for a call that is to be a task in any case.
  case result(ToolResult)
  /// The call can't go on before the user has answered.
  case question(ToolQuestion)
  /// The call goes on as a task. Only for a call whose ``ToolCall/delivery`` allows it.
  case task(TaskSnapshot)
}

/// What a call or a task waits for.
package struct ToolQuestion: Sendable, Equatable {
  /// Tells this question from all others of the same call or task.
  package let key: String
  package let elicitation: Elicitation
  /// With the answer, it makes the call go on, even in another process. Opaque and safe in the client's hands. Empty
  /// for a task's question.
  package let state: String
  /// For a client that can't ask its user: the question in words, and how a model goes on.
  package let fallback: ToolResult

  package init(key: String, _ elicitation: Elicitation, state: String, fallback: ToolResult) {
    self.key = key
    self.elicitation = elicitation
    self.state = state
    self.fallback = fallback
  }
}
