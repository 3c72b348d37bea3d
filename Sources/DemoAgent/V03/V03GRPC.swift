internal import A2AProtobuf
internal import SwiftProtobuf

/// A2A 0.3 over gRPC (specification 0.3.0 §3.2.2).
struct V03GRPC: GRPCDialect {
  let words: any Words = V03ProtoWords(cardForm: .message)
  let service = "a2a.v1.A2AService"

  let methods: [String: GRPCMethod] = [
    "SendMessage": GRPCMethod(.send, Proto03SendMessageRequest.self, Proto03SendMessageResponse.self),
    "SendStreamingMessage": GRPCMethod(.stream, Proto03SendMessageRequest.self, Proto03StreamResponse.self),
    "GetTask": GRPCMethod(.getTask, Proto03GetTaskRequest.self, Proto03Task.self),
    "CancelTask": GRPCMethod(.cancelTask, Proto03CancelTaskRequest.self, Proto03Task.self),
    "TaskSubscription": GRPCMethod(
      .subscribe, Proto03TaskSubscriptionRequest.self, Proto03StreamResponse.self),
    "CreateTaskPushNotificationConfig": GRPCMethod(
      .createPushConfig, Proto03CreateTaskPushNotificationConfigRequest.self,
      Proto03TaskPushNotificationConfig.self),
    "GetTaskPushNotificationConfig": GRPCMethod(
      .getPushConfig, Proto03GetTaskPushNotificationConfigRequest.self,
      Proto03TaskPushNotificationConfig.self),
    "ListTaskPushNotificationConfig": GRPCMethod(
      .listPushConfigs, Proto03ListTaskPushNotificationConfigRequest.self,
      Proto03ListTaskPushNotificationConfigResponse.self),
    "DeleteTaskPushNotificationConfig": GRPCMethod(
      .deletePushConfig, Proto03DeleteTaskPushNotificationConfigRequest.self, Google_Protobuf_Empty.self),
    "GetAgentCard": GRPCMethod(.getExtendedCard, Proto03GetAgentCardRequest.self, Proto03AgentCard.self),
  ]

  /// The version does not say how; this is what its official servers in Python write.
  func status(of error: AgentError) -> GRPCStatus {
    let (code, name) = Self.codeAndName(of: error)
    return GRPCStatus(code, "\(name): \(error.message)")
  }

  private static func codeAndName(of error: AgentError) -> (CanonicalCode, String) {
    switch error {
    case .parseError: (.internalError, "JSONParseError")
    case .invalidParams: (.invalidArgument, "InvalidParamsError")
    case .methodNotFound: (.notFound, "MethodNotFoundError")
    case .taskNotFound, .pushConfigNotFound: (.notFound, "TaskNotFoundError")
    case .taskNotCancelable: (.unimplemented, "TaskNotCancelableError")
    case .pushNotificationNotSupported: (.unimplemented, "PushNotificationNotSupportedError")
    case .unsupportedOperation, .versionNotSupported, .extensionRequired:
      (.unimplemented, "UnsupportedOperationError")
    case .contentTypeNotSupported: (.unimplemented, "ContentTypeNotSupportedError")
    case .noExtendedCard: (.unimplemented, "AuthenticatedExtendedCardNotConfiguredError")
    case .tooManyTasks, .tooManyPushConfigs: (.internalError, "InternalError")
    }
  }
}
