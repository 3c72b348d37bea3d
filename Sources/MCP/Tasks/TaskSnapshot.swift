package import JSONRPC

/// A call that runs as a task, as it stands at one moment (`Task`, 2025-11-25; `DetailedTask` of the tasks extension).
package struct TaskSnapshot: Sendable, Equatable {
  package enum Status: Sendable, Equatable {
    case working
    case inputRequired(ToolQuestion)
    /// The call's result, also one with `isError`.
    case completed(ToolResult)
    /// The call ended with a protocol error.
    case failed(RPCError)
    case cancelled
  }

  /// What the client knows it by.
  package let id: String
  package var status: Status
  /// Where it stands, in words for people.
  package var message: String?
  /// ISO 8601, UTC.
  package var createdAt: String
  /// ISO 8601, UTC.
  package var lastUpdatedAt: String
  /// How long after its creation it can be asked for; nil: without limit.
  package var lifetime: Duration?
  /// How long clients should wait between two looks.
  package var pollInterval: Duration

  package init(
    id: String, _ status: Status, message: String? = nil, createdAt: String, lastUpdatedAt: String,
    lifetime: Duration?, pollInterval: Duration
  ) {
    self.id = id
    self.status = status
    self.message = message
    self.createdAt = createdAt
    self.lastUpdatedAt = lastUpdatedAt
    self.lifetime = lifetime
    self.pollInterval = pollInterval
  }

  /// Whether it will not change any more.
  package var isOver: Bool {
    switch status {
    case .working, .inputRequired: false
    case .completed, .failed, .cancelled: true
    }
  }
}
