internal import JSON

/// One version of A2A over JSON-RPC, as this agent reads and writes it.
///
/// Written without the bridge's own A2A code, and strict about what it takes: an end-to-end test in which both
/// sides shared a mistake would prove nothing.
protocol Wire: Sendable {
  /// The operations by their method names.
  var operations: [String: Operation] { get }
  /// The operations whose errors travel as an event of a stream; all others' are plain JSON.
  var eventErrors: Set<Operation> { get }
  /// Where the card is found.
  var cardPaths: [String] { get }

  /// Refuses a request whose `A2A-Version` header asks for another version.
  func check(version: String?) throws(AgentError)
  func sendRequest(_ params: JSONFields) throws(JSONMismatch) -> SendRequest
  func taskQuery(_ params: JSONFields) throws(JSONMismatch) -> TaskQuery

  /// A message as the result of sending, or as the one event of a stream.
  func answer(_ message: Message) -> JSONValue
  /// A task as the result of sending, or as the first event of a stream.
  func answer(_ task: AgentTask) -> JSONValue
  /// A task as the result of getting or canceling it.
  func task(_ task: AgentTask) -> JSONValue
  func event(_ event: TaskEvent, of task: LiveTask) -> JSONValue
  /// What explains `error` beyond its code and message.
  func data(of error: AgentError) -> JSONValue?
  func card(_ profile: Profile) -> JSONObject
}
