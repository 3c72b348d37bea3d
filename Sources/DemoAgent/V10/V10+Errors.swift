internal import JSON

extension V10 {
  /// §9.5: an array of `google.rpc` details.
  func data(of error: AgentError) -> JSONValue? {
    switch error {
    case .invalidParams(let path, let problem):
      [
        [
          "@type": "type.googleapis.com/google.rpc.BadRequest",
          "fieldViolations": [["field": .string(path), "description": .string(problem)]],
        ]
      ]
    case .methodNotFound, .tooManyTasks: nil
    case .taskNotFound(let id): info("TASK_NOT_FOUND", ["taskId": .string(id)])
    case .taskNotCancelable(let id, _): info("TASK_NOT_CANCELABLE", ["taskId": .string(id)])
    case .pushNotificationNotSupported: info("PUSH_NOTIFICATION_NOT_SUPPORTED")
    case .unsupportedOperation: info("UNSUPPORTED_OPERATION")
    case .contentTypeNotSupported: info("CONTENT_TYPE_NOT_SUPPORTED")
    case .versionNotSupported(_, let supported):
      info("VERSION_NOT_SUPPORTED", ["supportedVersions": .string(supported)])
    }
  }

  private func info(_ reason: String, _ metadata: JSONObject = [:]) -> JSONValue {
    [
      [
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": .string(reason),
        "domain": "a2a-protocol.org",
        "metadata": .object(metadata),
      ]
    ]
  }
}
