package import JSONRPC

/// Whoever has the prompts that a session serves, and knows how words go on.
package protocol PromptProvider: Sendable {
  /// What there is to list now, in a stable order, each name once.
  func prompts() -> [Prompt]

  /// The prompt with its arguments filled in.
  ///
  /// - Throws: `RPCError.invalidParams` for a prompt that there is not, or a required argument that is missing.
  func prompt(_ name: String, _ arguments: [String: String]) throws(RPCError) -> PromptText

  /// How what the user has typed may go on, the likeliest first; empty for what there is not.
  func completions(of argument: CompletedArgument) -> [String]
}
