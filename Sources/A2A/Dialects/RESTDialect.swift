package import HTTP
package import JSON

/// How one protocol version spells the operations as HTTP requests with JSON bodies.
package protocol RESTDialect: Dialect {
  /// The requests that mean `operation`, best first: servers of one version disagree on a verb here and a body
  /// there, and a refusal proves that nothing ran. Empty when the version has no such operation.
  func calls(for operation: Operation, tenant: String?) -> [RESTCall]

  /// What a part means whose JSON can't be told from another version's that means something else; nil where all mean
  /// what they say.
  var meaning: ((Part) -> Part)? { get }
}

extension RESTDialect {
  package var meaning: ((Part) -> Part)? { nil }
}

/// A method, a place below the interface's URL, and what is sent there.
package struct RESTCall: Sendable, Equatable {
  package var method: HTTPRequest.Method
  /// Begins with a slash, or is empty for the URL itself; percent-encoded.
  package var path: String
  package var query: [QueryItem]
  package var body: JSONObject?

  package init(
    _ method: HTTPRequest.Method, _ path: String, query: [QueryItem] = [], body: JSONObject? = nil
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
  }
}

extension String {
  /// An id as one segment of a path. Dots alone would lead elsewhere, so they are no id there.
  var pathSegment: String {
    allSatisfy { $0 == "." } ? String(repeating: "%2E", count: count) : PercentEncoding.encode(self)
  }
}
