/// What may stand in the templates of resources: the agents, and what this process has seen of their tasks.
struct ResourceCompletion: Sendable {
  let directory: AgentDirectory
  let ledger: TaskLedger

  /// - Parameter others: What stands in the other places already.
  func values(of variable: String, in template: String, after others: [String: String]) -> [String] {
    guard [ResourceURI.taskTemplate, ResourceURI.artifactTemplate].contains(template) else { return [] }
    switch variable {
    case "agent": return directory.currentCatalog.agentNames
    case "taskId": return others["agent"].map { ledger.tasks(of: $0) } ?? []
    case "artifactId" where template == ResourceURI.artifactTemplate:
      guard let agent = others["agent"], let task = others["taskId"] else { return [] }
      return ledger.entry(of: task, at: agent)?.artifacts.map(\.id) ?? []
    default: return []
    }
  }
}
