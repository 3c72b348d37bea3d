package import JSONRPC

/// Whoever has the tasks that calls have become. Ids are whatever a client wrote.
///
/// - Throws: each function `RPCError.invalidParams` for an id that is no task's (any more).
package protocol TaskProvider: Sendable {
  /// Looks at a task.
  func task(_ id: String) async throws(RPCError) -> TaskSnapshot

  /// Waits until a task is over or asks something (`tasks/result`, 2025-11-25).
  func settledTask(_ id: String) async throws(RPCError) -> TaskSnapshot

  /// Answers what a task asks; keys that it does not ask for (any more) mean nothing.
  func answer(_ answers: [String: Elicitation.Answer], ofTask id: String) async throws(RPCError)

  /// Asks for a task to be stopped, and returns where it stands then.
  func cancelTask(_ id: String) async throws(RPCError) -> TaskSnapshot

  /// Follows a task until it is over or the task that runs this is cancelled.
  ///
  /// - Parameter onChange: gets the task as it stands, first at once, then after each change.
  func followTask(_ id: String, onChange: @Sendable (TaskSnapshot) async -> Void) async throws(RPCError)
}
