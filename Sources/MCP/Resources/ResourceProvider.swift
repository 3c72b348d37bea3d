/// Whoever has the resources that a session serves. URIs are whatever a client wrote.
package protocol ResourceProvider: Sendable {
  /// What there is to list now, in a stable order, each URI once.
  func resources() -> [Resource]

  /// The kinds of resources that are not listed, in a stable order.
  func resourceTemplates() -> [ResourceTemplate]

  /// Reads a resource, which need not be listed.
  ///
  /// - Returns: at least one.
  func read(_ uri: String) async throws(ResourceFailure) -> [ResourceContents]

  /// Watches a resource until it can change no more or the task is cancelled; at once over for one that there is not.
  func watch(_ uri: String, onChange: @Sendable () -> Void) async
}
