import JSON

/// What marks a message as belonging to a task (2025-11-25, basic/utilities/tasks).
enum RelatedTask {
  static func meta(_ id: String) -> JSONObject {
    ["io.modelcontextprotocol/related-task": ["taskId": .string(id)]]
  }
}

extension ToolResult {
  /// Marked as what came of a task.
  func related(toTask id: String) -> ToolResult {
    var result = self
    var meta = result.meta ?? [:]
    for member in RelatedTask.meta(id) { meta[member.name] = member.value }
    result.meta = meta
    return result
  }
}
