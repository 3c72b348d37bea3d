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
  /// Where below the interface's URL the call goes: nowhere else but to itself, in all versions of the specification.
  package var path = ""

  package init(_ method: String, _ params: JSONObject?) {
    self.method = method
    self.params = params
  }
}
