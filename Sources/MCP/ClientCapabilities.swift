import JSON

/// What the client of a request can do beside calling tools: agreed on by `initialize`, or said with each request
/// (`ClientCapabilities` of the schemas).
package struct ClientCapabilities: Sendable, Hashable {
  /// It can show its user a form (`elicitation`, since 2025-06-18).
  package var showsForms = false
  /// It can send its user to a page (`elicitation.url`, since 2025-11-25).
  package var opensPages = false
  /// It takes a task in place of a result (extension `io.modelcontextprotocol/tasks`, 2026-07-28).
  package var takesTasks = false

  /// A client that can call tools and nothing else.
  package init() {}

  /// What `declared` (`ClientCapabilities` of the schema) says of what `version` knows; the rest counts as not
  /// declared.
  init(_ declared: JSONValue?, for version: ProtocolVersion) {
    if version.hasElicitation, let modes = declared?["elicitation"]?.object {
      let hasPages = modes["url"]?.object != nil
      // Without a mode it is forms, as before there were modes.
      showsForms = !version.hasElicitationModes || !hasPages || modes["form"]?.object != nil
      opensPages = version.hasElicitationModes && hasPages
    }
    takesTasks =
      version.hasTaskExtension && declared?["extensions"]?[TasksExtension.name]?.object != nil
  }
}
