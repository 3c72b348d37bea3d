import HTTP
import JSON

/// The `a2a/0.1` of the zero-to-production guide: one POST with an objective, one answer with a result.
///
/// There is no streaming, no polling and no cancelling in it.
package struct ObjectiveREST: RESTDialect {
  package init() {}

  package var version: String? { nil }

  package func calls(for operation: Operation, tenant: String?) -> [RESTCall] {
    switch operation {
    case .send(let request): [RESTCall(.post, "", body: body(request.message))]
    case .stream, .subscribe, .getTask, .listTasks, .cancelTask, .getExtendedCard, .createPushConfig,
      .getPushConfig, .listPushConfigs, .deletePushConfig:
      []
    }
  }

  /// The text is the objective; the first object of data is what it calls constraints.
  private func body(_ message: Message) -> JSONObject {
    var json: JSONObject = [
      "task_id": .string(message.taskID ?? message.messageID), "objective": .string(message.text),
    ]
    for case .data(.object(let constraints)) in message.parts.map(\.content) where json["constraints"] == nil
    {
      json["constraints"] = .object(constraints)
    }
    return json
  }
}
