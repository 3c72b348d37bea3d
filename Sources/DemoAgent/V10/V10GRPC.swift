internal import A2AProtobuf
internal import JSON
internal import SwiftProtobuf

/// A2A 1.0 over gRPC (specification §10).
struct V10GRPC: GRPCDialect {
  let words: any Words = V10Words()
  let service = "lf.a2a.v1.A2AService"

  let methods: [String: GRPCMethod] = [
    "SendMessage": GRPCMethod(.send, Proto10SendMessageRequest.self, Proto10SendMessageResponse.self),
    "SendStreamingMessage": GRPCMethod(.stream, Proto10SendMessageRequest.self, Proto10StreamResponse.self),
    "GetTask": GRPCMethod(.getTask, Proto10GetTaskRequest.self, Proto10Task.self),
    "ListTasks": GRPCMethod(.listTasks, Proto10ListTasksRequest.self, Proto10ListTasksResponse.self),
    "CancelTask": GRPCMethod(.cancelTask, Proto10CancelTaskRequest.self, Proto10Task.self),
    "SubscribeToTask": GRPCMethod(
      .subscribe, Proto10SubscribeToTaskRequest.self, Proto10StreamResponse.self),
    "CreateTaskPushNotificationConfig": GRPCMethod(
      .createPushConfig, Proto10TaskPushNotificationConfig.self, Proto10TaskPushNotificationConfig.self),
    "GetTaskPushNotificationConfig": GRPCMethod(
      .getPushConfig, Proto10GetTaskPushNotificationConfigRequest.self,
      Proto10TaskPushNotificationConfig.self),
    "ListTaskPushNotificationConfigs": GRPCMethod(
      .listPushConfigs, Proto10ListTaskPushNotificationConfigsRequest.self,
      Proto10ListTaskPushNotificationConfigsResponse.self),
    "DeleteTaskPushNotificationConfig": GRPCMethod(
      .deletePushConfig, Proto10DeleteTaskPushNotificationConfigRequest.self, Google_Protobuf_Empty.self),
    "GetExtendedAgentCard": GRPCMethod(
      .getExtendedCard, Proto10GetExtendedAgentCardRequest.self, Proto10AgentCard.self),
  ]

  /// §10.6: a `google.rpc.Status` with details.
  func status(of error: AgentError) -> GRPCStatus {
    let code = V10Errors.status(of: error)
    var status = ProtoStatus()
    status.code = Int32(code.rawValue)
    status.message = error.message
    // Messages of a few strings can always be written, so nothing is lost here.
    status.details = [try? detail(of: error)].compactMap(\.self)
    return GRPCStatus(code, error.message, details: try? status.serializedBytes())
  }

  /// nil for what has no name in A2A.
  private func detail(of error: AgentError) throws -> Google_Protobuf_Any? {
    if case .invalidParams(let path, let problem) = error {
      var violation = ProtoBadRequest.FieldViolation()
      violation.field = path
      violation.description_p = problem
      var request = ProtoBadRequest()
      request.fieldViolations = [violation]
      return try Google_Protobuf_Any(message: request)
    }
    guard let reason = V10Errors.reason(of: error) else { return nil }
    var info = ProtoErrorInfo()
    info.reason = reason
    info.domain = V10Errors.domain
    for member in V10Errors.metadata(of: error) { info.metadata[member.name] = member.value.string }
    return try Google_Protobuf_Any(message: info)
  }
}
