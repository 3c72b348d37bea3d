import JSON
import JSONRPC

/// Something that clients which want to hear of it are told.
enum Notice: Sendable, Equatable {
  case listChanged(ServerList)
  case resourceUpdated(uri: String)
  /// The params of `notifications/tasks`, for the task of that id.
  case taskChanged(String, JSONObject)

  /// What notices are about; the latest says all that the ones before it said.
  enum Subject: Sendable, Hashable {
    case list(ServerList)
    case resource(String)
    case task(String)
  }

  var subject: Subject {
    switch self {
    case .listChanged(let list): .list(list)
    case .resourceUpdated(let uri): .resource(uri)
    case .taskChanged(let id, _): .task(id)
    }
  }

  /// The notification, with the id of the `subscriptions/listen` that it belongs to, in the modern era.
  func line(of subscription: RequestID?) -> [UInt8] {
    var params = params
    if let subscription {
      var meta = params["_meta"]?.object ?? [:]
      meta[ModernEnvelope.subscriptionKey] = subscription.json
      params["_meta"] = .object(meta)
    }
    let message = RPCMessage.notification(method: method, params: params.isEmpty ? nil : params)
    return message.json.serialized()
  }

  private var params: JSONObject {
    switch self {
    case .listChanged: [:]
    case .resourceUpdated(let uri): ["uri": .string(uri)]
    case .taskChanged(_, let params): params
    }
  }

  private var method: String {
    switch self {
    case .listChanged(.tools): "notifications/tools/list_changed"
    case .listChanged(.prompts): "notifications/prompts/list_changed"
    case .listChanged(.resources): "notifications/resources/list_changed"
    case .resourceUpdated: "notifications/resources/updated"
    case .taskChanged: "notifications/tasks"
    }
  }
}
