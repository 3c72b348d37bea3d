internal import JSONRPC

/// What this agent refuses, and why (A2A 1.0 §3.3.2); each version writes it in its own form.
enum AgentError: Error, Equatable {
  case parseError(String)
  case invalidParams(path: String, problem: String)
  case methodNotFound(String)
  case taskNotFound(String)
  case pushConfigNotFound(String, taskID: String)
  case taskNotCancelable(String, TaskState)
  case pushNotificationNotSupported
  case unsupportedOperation(String)
  case contentTypeNotSupported(String)
  case noExtendedCard
  case extensionRequired(String)
  case versionNotSupported(asked: String?, supported: String)
  case tooManyTasks(Int)
  case tooManyPushConfigs(Int)

  var code: Int {
    switch self {
    case .parseError: RPCError.parseError
    case .invalidParams: RPCError.invalidParams
    case .methodNotFound: RPCError.methodNotFound
    case .taskNotFound, .pushConfigNotFound: -32001
    case .taskNotCancelable: -32002
    case .pushNotificationNotSupported: -32003
    case .unsupportedOperation: -32004
    case .contentTypeNotSupported: -32005
    case .noExtendedCard: -32007
    case .extensionRequired: -32008
    case .versionNotSupported: -32009
    case .tooManyTasks, .tooManyPushConfigs: RPCError.internalError
    }
  }

  var message: String {
    switch self {
    case .parseError(let problem): "Parse error: \(problem)"
    case .invalidParams(let path, let problem): "Invalid params: \(path): \(problem)"
    case .methodNotFound(let method): "Method not found: \(method)"
    case .taskNotFound(let id): "Task not found: \(id)"
    case .pushConfigNotFound(let id, let taskID):
      "Task \(taskID) has no push notification configuration \(id)"
    case .taskNotCancelable(let id, let state): "Task \(id) is already \(state) and cannot be canceled"
    case .pushNotificationNotSupported: "Push notifications are not supported"
    case .unsupportedOperation(let reason): reason
    case .contentTypeNotSupported(let reason): reason
    case .noExtendedCard: "This agent has no extended card"
    case .extensionRequired(let uri): "The extension \(uri) is required and was not claimed"
    case .versionNotSupported(let asked?, let supported):
      "A2A version \(asked) is not supported; this interface speaks \(supported)"
    case .versionNotSupported(nil, let supported):
      "The A2A-Version header is missing, which means 0.3; this interface speaks \(supported)"
    case .tooManyPushConfigs(let limit): "A task has at most \(limit) push notification configurations"
    case .tooManyTasks(let limit): "The agent already works on \(limit) tasks; try again later"
    }
  }
}
