internal import JSON

/// What one version says over HTTP+JSON.
protocol RESTDialect: Sendable {
  var words: any Words { get }
  /// The media types in which bodies are taken.
  var requestTypes: Set<String> { get }
  /// The media type of answers that are no streams.
  var answerType: String { get }
  /// Where the operations are found; the first that fits counts.
  var routes: [RESTRoute] { get }
  /// What the values of a query are, by their names; those that are not here are text.
  var queryTypes: [String: QueryType] { get }
  func failure(_ error: AgentError) -> RESTFailure
}
