package import JSON

extension AgentTask {
  /// The task as A2A 1.0 writes it (§4.1.1), without its history.
  package var json: JSONObject {
    var json: JSONObject = ["id": .string(id)]
    json["contextId"] = contextID.map { .string($0) }
    var status: JSONObject = ["state": .string(V10JSON.name(of: self.status.state))]
    status["message"] = self.status.message.map { .object(V10JSON.message($0)) }
    json["status"] = .object(status)
    if !artifacts.isEmpty { json["artifacts"] = .array(artifacts.map { .object(V10JSON.artifact($0)) }) }
    return json
  }
}

extension V10JSON {
  /// §4.1.7.
  static func artifact(_ artifact: Artifact) -> JSONObject {
    var json: JSONObject = ["artifactId": .string(artifact.id)]
    json["name"] = artifact.name.map { .string($0) }
    json["description"] = artifact.description.map { .string($0) }
    json["parts"] = .array(artifact.parts.map { .object(part($0)) })
    return json
  }
}
