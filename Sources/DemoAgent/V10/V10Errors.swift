internal import JSON

/// What 1.0 says of errors in all bindings: a canonical code (§5.4) and details (§9.5, §10.6, §11.6).
enum V10Errors {
  static let domain = "a2a-protocol.org"

  /// `google.rpc.BadRequest` for parameters, `google.rpc.ErrorInfo` for what A2A has a name for; nothing else has
  /// details.
  static func details(of error: AgentError) -> [JSONValue] {
    if case .invalidParams(let path, let problem) = error {
      return [
        [
          "@type": "type.googleapis.com/google.rpc.BadRequest",
          "fieldViolations": [["field": .string(path), "description": .string(problem)]],
        ]
      ]
    }
    guard let reason = reason(of: error) else { return [] }
    return [
      [
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": .string(reason),
        "domain": .string(domain),
        "metadata": .object(metadata(of: error)),
      ]
    ]
  }

  /// The code of JSON-RPC.
  static func code(of error: AgentError) -> Int {
    // §3.3.4: an agent whose card does not offer an extended one does not support the operation.
    error == .noExtendedCard ? AgentError.unsupportedOperation("").code : error.code
  }

  /// The error's type without "Error", in capitals.
  static func reason(of error: AgentError) -> String? {
    switch error {
    case .parseError, .invalidParams, .methodNotFound, .tooManyTasks, .tooManyPushConfigs: nil
    case .taskNotFound, .pushConfigNotFound: "TASK_NOT_FOUND"
    case .taskNotCancelable: "TASK_NOT_CANCELABLE"
    case .pushNotificationNotSupported: "PUSH_NOTIFICATION_NOT_SUPPORTED"
    case .unsupportedOperation, .noExtendedCard: "UNSUPPORTED_OPERATION"
    case .contentTypeNotSupported: "CONTENT_TYPE_NOT_SUPPORTED"
    case .extensionRequired: "EXTENSION_SUPPORT_REQUIRED"
    case .versionNotSupported: "VERSION_NOT_SUPPORTED"
    }
  }

  /// The code that gRPC and, by its name and its HTTP status, REST give the error.
  static func status(of error: AgentError) -> CanonicalCode {
    switch error {
    case .parseError, .invalidParams, .contentTypeNotSupported: .invalidArgument
    case .methodNotFound: .unimplemented
    case .taskNotFound, .pushConfigNotFound: .notFound
    case .taskNotCancelable, .pushNotificationNotSupported, .unsupportedOperation, .noExtendedCard,
      .extensionRequired, .versionNotSupported:
      .failedPrecondition
    case .tooManyTasks, .tooManyPushConfigs: .resourceExhausted
    }
  }

  static func metadata(of error: AgentError) -> JSONObject {
    switch error {
    case .taskNotFound(let id), .taskNotCancelable(let id, _), .pushConfigNotFound(_, let id):
      ["taskId": .string(id)]
    case .versionNotSupported(_, let supported): ["supportedVersions": .string(supported)]
    case .parseError, .invalidParams, .methodNotFound, .tooManyTasks, .tooManyPushConfigs,
      .pushNotificationNotSupported, .unsupportedOperation, .noExtendedCard, .contentTypeNotSupported,
      .extensionRequired:
      [:]
    }
  }
}
