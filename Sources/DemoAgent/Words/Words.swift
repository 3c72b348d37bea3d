internal import JSON

/// JSON in one version's words: how parameters are read, and how answers and events are written.
///
/// It knows nothing of how they are framed, so that bindings whose words are the same share it.
protocol Words: Sendable {
  func operation(_ name: Operation.Name, _ params: JSONFields) throws(JSONMismatch) -> Operation
  func json(_ answer: Answer) -> JSONValue
  func json(_ event: StreamEvent) -> JSONValue
}
