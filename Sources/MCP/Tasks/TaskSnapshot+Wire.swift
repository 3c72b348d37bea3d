import JSON
import JSONRPC

// What clients see of a task. The core of 2025-11-25 and the extension of 2026-07-28 differ in the names of members,
// in what a failure is, and in where the result is found.

extension TaskSnapshot.Status {
  /// `TaskStatus`
  func word(in version: ProtocolVersion) -> String {
    switch self {
    case .working: "working"
    case .inputRequired: "input_required"
    // To the core a tool's failure is the task's; to the extension it is a result like any other.
    case .completed(let result): result.isError && version.hasCoreTasks ? "failed" : "completed"
    case .failed: "failed"
    case .cancelled: "cancelled"
    }
  }

  /// The member of `DetailedTask` that only this status has.
  fileprivate func detail(for version: ProtocolVersion) -> JSONObject {
    switch self {
    case .working, .cancelled: [:]
    case .inputRequired(let question): ["inputRequests": .object(question.inputRequests(for: version))]
    case .completed(let result): ["result": .object(result.json(for: version))]
    case .failed(let error): ["error": .object(error.json)]
    }
  }
}

extension TaskSnapshot {
  /// `Task` of either era: where it stands.
  func json(for version: ProtocolVersion) -> JSONObject {
    let unit = version.hasCoreTasks ? "" : "Ms"
    var json: JSONObject = ["taskId": .string(id), "status": .string(status.word(in: version))]
    json["statusMessage"] = message.map(JSONValue.string)
    json["createdAt"] = .string(createdAt)
    json["lastUpdatedAt"] = .string(lastUpdatedAt)
    // The one member that says null: for ever.
    json["ttl\(unit)"] = lifetime.map { JSONValue($0.inMilliseconds) } ?? .null
    json["pollInterval\(unit)"] = JSONValue(pollInterval.inMilliseconds)
    return json
  }

  /// `DetailedTask` of the extension: also what came of it or what it asks. The params of `notifications/tasks`, too.
  func detailed(for version: ProtocolVersion, _ client: ClientCapabilities) -> JSONObject {
    let seen = seen(by: client)
    var json = seen.json(for: version)
    for member in seen.status.detail(for: version) { json[member.name] = member.value }
    return json
  }

  /// The same as far as it fits: a result that is too long for a line must not hide that the task is over.
  ///
  /// - Parameter size: The bytes of the line with it.
  func detailed(
    for version: ProtocolVersion, _ client: ClientCapabilities, within limit: Int,
    _ size: (JSONObject) -> Int
  ) -> JSONObject {
    let json = detailed(for: version, client)
    let bytes = size(json)
    guard bytes > limit else { return json }
    return with(.completed(.tooLong(bytes, limit))).detailed(for: version, client)
  }

  /// To a client that can't ask its user, a question is the end: the result puts it in words.
  func seen(by client: ClientCapabilities) -> TaskSnapshot {
    guard case .inputRequired(let question) = status, !question.elicitation.suits(client) else { return self }
    return with(.completed(question.fallback))
  }

  /// As a task has to begin, whatever has come of it already.
  var begun: TaskSnapshot { with(.working) }

  func with(_ status: Status) -> TaskSnapshot {
    var snapshot = self
    snapshot.status = status
    return snapshot
  }
}

extension Duration {
  fileprivate var inMilliseconds: Int { Int(self / .milliseconds(1)) }
}
