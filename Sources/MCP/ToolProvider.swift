package import JSONRPC

/// Whoever has the tools that a session serves.
package protocol ToolProvider: Sendable {
  /// Waits, a little, for tools that are on their way; other requests are served meanwhile.
  ///
  /// Called before the tools are listed. Returns at once when the task is cancelled.
  func settle() async

  /// The tools that there are now, in a stable order, each name once.
  func tools() -> [Tool]

  /// Calls a tool, or goes on with a call that has asked something. Whatever the model or the remote side caused is a
  /// result with `isError`.
  ///
  /// It starts on the session's reading loop, to save a thread switch: work of more than a millisecond belongs after
  /// its first suspension.
  ///
  /// When the client cancels, the task is cancelled, and what this returns or throws then is ignored.
  ///
  /// - Throws: what the client's program did wrong: an unknown tool, or a continuation that does not fit, is
  ///   `RPCError.invalidParams`.
  func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer

  /// The client has cancelled the call that has asked this, so nobody will answer it.
  func abandon(_ question: ToolQuestion)
}
