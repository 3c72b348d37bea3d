import A2AProtobuf
import JSON
import SwiftProtobuf

/// A2A 0.3 as gRPC, where a task is named by a path (A2A 0.3 §3.2.2). It knows no tenants and no list of tasks.
package struct V03GRPC: GRPCDialect {
  package init() {}

  package var version: String? { V03.version }
  package var extensionsField: String { V03.extensionsField }
  package var service: String { "a2a.v1.A2AService" }

  package func call(for operation: Operation, tenant: String?) throws(A2AError) -> GRPCCall? {
    guard let request = try request(for: operation) else { return nil }
    return GRPCCall(method(of: operation), try request.wire())
  }

  private func method(of operation: Operation) -> String {
    switch operation {
    case .subscribe: "TaskSubscription"
    case .getExtendedCard: "GetAgentCard"
    case .listPushConfigs: "ListTaskPushNotificationConfig"
    case .send, .stream, .getTask, .listTasks, .cancelTask, .createPushConfig, .getPushConfig,
      .deletePushConfig:
      operation.name
    }
  }

  private func request(for operation: Operation) throws(A2AError) -> (any SwiftProtobuf.Message)? {
    switch operation {
    case .send(let request), .stream(let request): try Proto03SendMessageRequest(request)
    case .subscribe(let id): Proto03TaskSubscriptionRequest.with { $0.name = V03Name(taskID: id).text }
    case .getTask(let id, let historyLength):
      Proto03GetTaskRequest.with {
        $0.name = V03Name(taskID: id).text
        $0.historyLength = Int32(clamping: historyLength ?? 0)
      }
    case .listTasks: nil
    case .cancelTask(let id): Proto03CancelTaskRequest.with { $0.name = V03Name(taskID: id).text }
    case .getExtendedCard: Proto03GetAgentCardRequest()
    case .createPushConfig(let config): Proto03CreateTaskPushNotificationConfigRequest(config)
    case .getPushConfig(let id, let taskID):
      Proto03GetTaskPushNotificationConfigRequest.with {
        $0.name = V03Name(taskID: taskID, configID: id).text
      }
    case .listPushConfigs(let taskID):
      Proto03ListTaskPushNotificationConfigRequest.with { $0.parent = V03Name(taskID: taskID).text }
    case .deletePushConfig(let id, let taskID):
      Proto03DeleteTaskPushNotificationConfigRequest.with {
        $0.name = V03Name(taskID: taskID, configID: id).text
      }
    }
  }

  package func answer(_ message: [UInt8], to operation: Operation) throws(A2AError) -> Answer {
    switch operation {
    case .send, .stream, .subscribe:
      guard let event = AgentEvent(try Proto03SendMessageResponse(answer: message, shape: .answer(.v03)))
      else {
        throw A2AError(
          .invalidAgentResponse, "the agent's answer is neither a message nor a task", mayHaveRun: true)
      }
      return .event(event)
    case .getTask, .cancelTask:
      return .event(.task(AgentTask(try Proto03Task(answer: message, shape: .task(.v03)))))
    case .listTasks: throw .notSpoken(operation)
    case .getExtendedCard: return .card(try Proto03AgentCard(answer: message).json())
    case .createPushConfig(let config):
      let created = try Proto03TaskPushNotificationConfig(answer: message)
      return .pushConfigs([PushConfig(created, of: config.taskID)])
    case .getPushConfig(_, let taskID):
      return .pushConfigs([PushConfig(try Proto03TaskPushNotificationConfig(answer: message), of: taskID)])
    case .listPushConfigs(let taskID):
      let page = try Proto03ListTaskPushNotificationConfigResponse(answer: message)
      return .pushConfigs(page.configs.map { PushConfig($0, of: taskID) })
    case .deletePushConfig: return .nothing
    }
  }

  package func event(_ message: [UInt8]) throws(A2AError) -> AgentEvent? {
    AgentEvent(try Proto03StreamResponse(answer: message, shape: .update(.v03)))
  }
}
