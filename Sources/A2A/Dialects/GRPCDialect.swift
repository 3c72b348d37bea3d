/// How one protocol version spells the operations as gRPC calls, and reads what answers them.
package protocol GRPCDialect: Dialect {
  /// The service that has the methods, with its package: `lf.a2a.v1.A2AService`.
  var service: String { get }

  /// The call that means `operation`; nil when the version has no such operation.
  ///
  /// - Throws: ``A2AError`` for what protobuf can't carry.
  func call(for operation: Operation, tenant: String?) throws(A2AError) -> GRPCCall?

  /// Reads the one message that answers `operation`.
  func answer(_ message: [UInt8], to operation: Operation) throws(A2AError) -> Answer

  /// Reads one message of a stream.
  ///
  /// - Returns: nil for one that says nothing known.
  func event(_ message: [UInt8]) throws(A2AError) -> AgentEvent?
}

/// A method and the message that is sent to it.
package struct GRPCCall: Sendable, Equatable {
  package var method: String
  package var message: [UInt8]

  package init(_ method: String, _ message: [UInt8]) {
    self.method = method
    self.message = message
  }
}
