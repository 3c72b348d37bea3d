import A2AProtobuf
import JSON
import SwiftProtobuf

/// A2A 1.0 as gRPC: methods named as the operations are (§10).
package struct V10GRPC: GRPCDialect {
  package init() {}

  package var version: String? { V10.version }
  package var service: String { "lf.a2a.v1.A2AService" }

  package func call(for operation: Operation, tenant: String?) throws(A2AError) -> GRPCCall? {
    GRPCCall(operation.name, try request(for: operation, tenant: tenant ?? "").wire())
  }

  private func request(
    for operation: Operation, tenant: String
  ) throws(A2AError) -> any SwiftProtobuf.Message {
    switch operation {
    case .send(let request), .stream(let request): try Proto10SendMessageRequest(request, tenant: tenant)
    case .subscribe(let id): Proto10SubscribeToTaskRequest.with { ($0.id, $0.tenant) = (id, tenant) }
    case .getTask(let id, let historyLength):
      Proto10GetTaskRequest.with {
        ($0.id, $0.tenant) = (id, tenant)
        if let historyLength { $0.historyLength = Int32(clamping: historyLength) }
      }
    case .listTasks(let request): Proto10ListTasksRequest(request, tenant: tenant)
    case .cancelTask(let id): Proto10CancelTaskRequest.with { ($0.id, $0.tenant) = (id, tenant) }
    case .getExtendedCard: Proto10GetExtendedAgentCardRequest.with { $0.tenant = tenant }
    case .createPushConfig(let config): Proto10TaskPushNotificationConfig(config, tenant: tenant)
    case .getPushConfig(let id, let taskID):
      Proto10GetTaskPushNotificationConfigRequest.with {
        ($0.id, $0.taskID, $0.tenant) = (id, taskID, tenant)
      }
    case .listPushConfigs(let taskID):
      Proto10ListTaskPushNotificationConfigsRequest.with { ($0.taskID, $0.tenant) = (taskID, tenant) }
    case .deletePushConfig(let id, let taskID):
      Proto10DeleteTaskPushNotificationConfigRequest.with {
        ($0.id, $0.taskID, $0.tenant) = (id, taskID, tenant)
      }
    }
  }

  package func answer(_ message: [UInt8], to operation: Operation) throws(A2AError) -> Answer {
    switch operation {
    case .send, .stream, .subscribe:
      guard let event = AgentEvent(try Proto10SendMessageResponse(answer: message, shape: .answer(.v10)))
      else {
        throw A2AError(
          .invalidAgentResponse, "the agent's answer is neither a message nor a task", mayHaveRun: true)
      }
      return .event(event)
    case .getTask, .cancelTask:
      return .event(.task(AgentTask(try Proto10Task(answer: message, shape: .task(.v10)))))
    case .listTasks:
      return .tasks(TaskPage(try Proto10ListTasksResponse(answer: message, shape: .page(.v10))))
    case .getExtendedCard: return .card(try Proto10AgentCard(answer: message).json())
    case .createPushConfig(let config):
      let created = try Proto10TaskPushNotificationConfig(answer: message)
      return .pushConfigs([PushConfig(created, of: config.taskID)])
    case .getPushConfig(_, let taskID):
      return .pushConfigs([PushConfig(try Proto10TaskPushNotificationConfig(answer: message), of: taskID)])
    case .listPushConfigs(let taskID):
      let page = try Proto10ListTaskPushNotificationConfigsResponse(answer: message)
      return .pushConfigs(page.configs.map { PushConfig($0, of: taskID) })
    case .deletePushConfig: return .nothing
    }
  }

  package func event(_ message: [UInt8]) throws(A2AError) -> AgentEvent? {
    AgentEvent(try Proto10StreamResponse(answer: message, shape: .update(.v10)))
  }
}
