package import JSON

/// How one protocol version spells the operations as JSON-RPC calls.
package protocol JSONRPCDialect: Dialect {
  /// The call that means `operation`; nil when the version has no such operation.
  func call(for operation: Operation, tenant: String?) -> JSONRPCCall?
}

/// A method and its parameters.
package struct JSONRPCCall: Sendable, Equatable {
  package var method: String
  package var params: JSONObject?

  package init(_ method: String, _ params: JSONObject?) {
    self.method = method
    self.params = params
  }
}
