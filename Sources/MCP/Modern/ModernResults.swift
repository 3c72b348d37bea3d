import JSON

/// What the stateless era adds to results.
enum ModernResults {
  /// How long a client may go without asking again, in milliseconds.
  private static let discoverLifetime = 300_000
  private static let listLifetime = 60_000
  /// What is read may be of a task that goes on, so it is out of date at once.
  private static let contentsLifetime = 0

  static var supportedVersions: JSONValue {
    .array(ProtocolVersion.supportedModern.map { .string($0.rawValue) })
  }

  /// `DiscoverResult`
  static func discover(_ info: ServerInfo) -> JSONObject {
    var result: JSONObject = [
      "supportedVersions": supportedVersions, "capabilities": .object(capabilities),
    ]
    result["instructions"] = info.instructions.map(JSONValue.string)
    result["ttlMs"] = JSONValue(discoverLifetime)
    result["cacheScope"] = "public"
    return complete(result, info)
  }

  private static let capabilities: JSONObject = [
    "tools": ["listChanged": true], "prompts": ["listChanged": true],
    "resources": ["subscribe": true, "listChanged": true], "completions": [:],
    "extensions": .object(TasksExtension.declaration),
  ]

  /// `ListToolsResult` and its like.
  static func listing(_ page: JSONObject, _ info: ServerInfo) -> JSONObject {
    cacheable(page, for: listLifetime, info)
  }

  /// `ReadResourceResult`
  static func contents(_ result: JSONObject, _ info: ServerInfo) -> JSONObject {
    cacheable(result, for: contentsLifetime, info)
  }

  /// Private, because credentials can shape what is listed and read.
  private static func cacheable(
    _ result: JSONObject, for lifetime: Int, _ info: ServerInfo
  ) -> JSONObject {
    var result = result
    result["ttlMs"] = JSONValue(lifetime)
    result["cacheScope"] = "private"
    return complete(result, info)
  }

  /// `InputRequiredResult`: the call goes on when it comes again with the answer.
  static func inputRequired(
    _ question: ToolQuestion, _ info: ServerInfo, for version: ProtocolVersion
  ) -> JSONObject {
    let result: JSONObject = [
      "inputRequests": .object(question.inputRequests(for: version)),
      "requestState": .string(question.state),
    ]
    return typed("input_required", result, info)
  }

  /// `CreateTaskResult`: the call goes on as a task.
  static func task(_ task: JSONObject, _ info: ServerInfo) -> JSONObject { typed("task", task, info) }

  /// Makes `result` a final one, from this server.
  static func complete(_ result: JSONObject, _ info: ServerInfo) -> JSONObject {
    typed("complete", result, info)
  }

  private static func typed(
    _ type: JSONValue, _ result: JSONObject, _ info: ServerInfo
  ) -> JSONObject {
    var typed: JSONObject = ["resultType": type]
    for member in result { typed[member.name] = member.value }
    var meta = result["_meta"]?.object ?? [:]
    meta[ModernEnvelope.serverInfoKey] = .object(info.implementation(for: .latestModern))
    typed["_meta"] = .object(meta)
    return typed
  }
}
