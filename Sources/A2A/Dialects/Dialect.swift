package import JSON

/// How one protocol version spells the operations in JSON.
///
/// A dialect only writes: it sends exactly the members of its version, never a mixture and never null, because
/// servers refuse members they do not know. Reading is the same for all (see `Reading`).
package protocol Dialect: Sendable {
  /// The version as the `A2A-Version` header names it (A2A 1.0 §3.6.1).
  var version: String { get }

  /// The JSON-RPC method of an operation.
  func method(of operation: Operation) -> String

  /// The parameters of a message, sent or streamed.
  ///
  /// - Parameter returnImmediately: Whether the agent shall answer before the task has come to a stop.
  func parameters(of request: SendRequest, returnImmediately: Bool, tenant: String?) -> JSONObject

  /// The parameters of an operation on a task there is.
  func parameters(ofTask id: String, tenant: String?) -> JSONObject
}

/// The operations that a client uses (A2A 1.0 §3.1).
package enum Operation: Sendable, Hashable, CaseIterable {
  case sendMessage
  case sendStreamingMessage
  case getTask
  case cancelTask
  case subscribeToTask
}
