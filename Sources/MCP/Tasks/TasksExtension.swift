import JSON
import JSONRPC

/// The extension of 2026-07-28 in which the server makes a task of a call.
enum TasksExtension {
  /// Its name in the capabilities of both sides.
  static let name = "io.modelcontextprotocol/tasks"

  /// What a side declares that has it.
  static var capabilities: JSONObject { ["extensions": .object(declaration)] }

  /// It among the extensions of a side.
  static var declaration: JSONObject { [name: [:]] }
}

extension RPCError {
  /// `MissingRequiredClientCapability` (2026-07-28)
  static let missingCapability = -32021

  /// The answer to a request about tasks that does not declare the extension.
  static var tasksNotDeclared: RPCError {
    RPCError(
      code: missingCapability, message: "Missing required client capability: \(TasksExtension.name)",
      data: ["requiredCapabilities": .object(TasksExtension.capabilities)])
  }
}
