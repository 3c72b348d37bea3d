import A2A
import JSON
import MCP
import Settings
import Telemetry

/// What agents have to be read: their cards, which are listed, and their tasks and artifacts, which are asked of them.
struct AgentResources: Sendable {
  /// The most bytes of one resource, so that it fits into a message.
  static let maxBytes = 2 << 20

  let directory: AgentDirectory
  let ledger: TaskLedger
  let timing: Timing

  /// The cards of the agents that can be called.
  var cards: [Resource] {
    let catalog = directory.currentCatalog
    return catalog.agentNames.compactMap { catalog.agent(named: $0) }.filter(\.withholding.admitsCard).map {
      agent in
      let name = CleanText.name(agent.card.name, limit: Self.maxName).withoutQuotes
      return Resource(
        uri: ResourceURI(agent.name, .card).text, name: "\(agent.name)_card", title: "\(name) – card",
        description: "The card of the remote agent \"\(name)\" (\(agent.host)): what it says of itself.",
        mimeType: Self.json)
    }
  }

  static let templates = [
    ResourceTemplate(
      uriTemplate: ResourceURI.taskTemplate, name: "task", title: "A2A – task",
      description: "Where a task of a remote agent stands, with what came of it, as the agent shows it now.",
      mimeType: json),
    ResourceTemplate(
      uriTemplate: ResourceURI.artifactTemplate, name: "artifact", title: "A2A – artifact",
      description: "An artifact of a remote agent's task as it came, files included."),
  ]

  func read(_ text: String) async throws(ResourceFailure) -> [ResourceContents] {
    guard let uri = ResourceURI(text) else { throw .notFound(Self.noURI) }
    return try await read(uri, text, of: try await agent(named: uri.agent))
  }

  /// - Parameter text: The URI as the client wrote it, and so gets it back.
  func read(
    _ uri: ResourceURI, _ text: String, of agent: AgentSnapshot
  ) async throws(ResourceFailure) -> [ResourceContents] {
    switch uri.place {
    case .card:
      // All of it is the agent's words, the unaccepted ones included.
      guard agent.withholding.admitsCard else { throw .unavailable(agent.withholding.reason) }
      return try Self.bounded([
        ResourceContents(
          uri: text, mimeType: Self.json, .text(CleanText.json(agent.document.withoutInstructions.text)))
      ])
    case .task(let id):
      let task = try await task(id, of: agent)
      return try Self.bounded([
        ResourceContents(uri: text, mimeType: Self.json, .text(TaskRecord.text(of: task, at: agent.name)))
      ])
    case .artifact(let id, let taskID):
      let task = try await task(taskID, of: agent)
      // Of several with the same id, the last is what the agent made of it.
      guard let artifact = task.artifacts.last(where: { $0.id == id }) else {
        throw .notFound("task \(Trailer.quoted(taskID)) has no artifact \(Trailer.quoted(id))")
      }
      return try Self.bounded(ResourceContents.parts(of: artifact, uri: text))
    }
  }

  private func task(_ id: String, of agent: AgentSnapshot) async throws(ResourceFailure) -> AgentTask {
    if let owner = ledger.otherOwner(of: id, than: agent.name) {
      throw .notFound("task \(Trailer.quoted(id)) belongs to agent \"\(owner)\", not to \"\(agent.name)\"")
    }
    do throws(A2AError) {
      let task = try await agent.client.task(id, within: agent.settings.timeouts.firstByte)
      let heard = ledger.asHeard(task, of: agent.name)
      ledger.note(id, TaskLedger.Entry(heard, of: agent.name))
      return heard
    } catch {
      let words = FailureWords.text(for: error, agent: agent, doing: "reading task \(Trailer.quoted(id))")
      throw error.code == .taskNotFound ? .notFound(words) : .unavailable(words)
    }
  }

  /// The agent of that name, once it has answered; a name is unknown only when no agent is left that could have it.
  func agent(named name: String) async throws(ResourceFailure) -> AgentSnapshot {
    if let agent = directory.currentCatalog.agent(named: name) { return agent }
    let catalog = await directory.completeCatalog()
    if let agent = catalog.agent(named: name) { return agent }
    if let reason = catalog.reasonToWithhold(agentNamed: name) { throw .unavailable(reason) }
    if let agent = directory.agents.first(where: { $0.settings.name == name }) {
      throw .unavailable("agent \"\(name)\" can't be used: \(Self.obstacle(agent.state))")
    }
    let names = catalog.agentNames.joined(separator: ", ")
    throw .notFound("there is no agent \"\(CleanText.line(name, limit: Self.maxName))\"; there are: \(names)")
  }

  private static func obstacle(_ state: RemoteAgent.State) -> String {
    guard case .unusable(let reason) = state else { return "it has not answered yet" }
    return CleanText.line(reason, limit: 600)
  }

  private static func bounded(_ contents: [ResourceContents]) throws(ResourceFailure) -> [ResourceContents] {
    let bytes = contents.reduce(0) { $0 + $1.byteCount }
    guard bytes > maxBytes else { return contents }
    throw .unavailable(
      "it has \(bytes) bytes; at most \(maxBytes) can be read as a resource. \(Tool.readMore.name) reads text in parts"
    )
  }

  private static let maxName = 60
  private static let json = "application/json"
  private static let noURI =
    "what can be read is a2a://<agent>/card, \(ResourceURI.taskTemplate) and \(ResourceURI.artifactTemplate)"
}
