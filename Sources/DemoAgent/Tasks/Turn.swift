internal import JSON

/// One stretch of work on a task, from the user's message to a result, a question or a failure; what a skill gets.
struct Turn: Sendable {
  /// What the user said; nil when the task goes on because of a sign-in in the browser.
  let message: Message?
  /// Where the agent is reached, for the URLs it hands out.
  let baseURL: String
  private let task: LiveTask
  private let start: Int
  private let pace: Pace

  /// The turn that starts at `position`.
  init(from position: LiveTask.Position, message: Message?, baseURL: String, pace: Pace) {
    task = position.task
    start = position.cursor
    self.message = message
    self.baseURL = baseURL
    self.pace = pace
  }

  var taskID: String { task.id }

  /// The message the task began with.
  var firstMessage: Message? { task.snapshot.history.first { $0.role == .user } }

  /// All that the user has said on this task, in order.
  var messages: [Message] { task.snapshot.history.filter { $0.role == .user } }

  /// Whether the user has been heard before on this task.
  var isFollowUp: Bool { task.snapshot.history.count { $0.role == .user } > 1 }

  /// Lets the time of one step pass.
  func pause() async throws { try await pace.pause() }

  /// Tells what is being done.
  func report(_ text: String) throws(TurnOver) { try enter(.working, saying: text) }

  /// Delivers a whole artifact.
  func deliver(_ artifact: Artifact) throws(TurnOver) {
    try task.apply(.artifact(artifact, appends: false, isLastChunk: true), inTurnFrom: start)
  }

  /// Delivers an artifact, or what is added to it, bit by bit.
  func deliver(chunk: Artifact, appends: Bool, isLast: Bool) throws(TurnOver) {
    try task.apply(.artifact(chunk, appends: appends, isLastChunk: isLast), inTurnFrom: start)
  }

  func complete(_ text: String? = nil) throws(TurnOver) { try enter(.completed, saying: text) }

  /// Asks the user; the task goes on with the answer.
  func ask(_ question: String) throws(TurnOver) { try enter(.inputRequired, saying: question) }

  /// Asks the user for data of this schema.
  func ask(_ question: String, schema: JSONValue) throws(TurnOver) {
    try enter(.inputRequired, saying: [.text(question), Part(.data(schema), mediaType: "application/json")])
  }

  func requestSignIn(_ text: String) throws(TurnOver) { try enter(.authRequired, saying: text) }

  func fail(_ reason: String) throws(TurnOver) { try enter(.failed, saying: reason) }

  func reject(_ reason: String) throws(TurnOver) { try enter(.rejected, saying: reason) }

  private func enter(_ state: TaskState, saying text: String?) throws(TurnOver) {
    try enter(state, saying: text.map { [.text($0)] })
  }

  private func enter(_ state: TaskState, saying parts: [Part]?) throws(TurnOver) {
    let message = parts.map { Message(fromAgent: $0, contextID: task.contextID, taskID: task.id) }
    try task.apply(.status(TaskStatus(state, message: message)), inTurnFrom: start)
  }
}
