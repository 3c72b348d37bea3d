/// What may stand in the templates of resources: the agents, and what this process has seen of their tasks.
struct ResourceCompletion: Sendable {
  let directory: AgentDirectory
  let ledger: TaskLedger

  /// - Parameter others: What stands in the other places already.
  func values(of variable: String, in template: String, after others: [String: String]) -> [String] {
    guard [ResourceURI.taskTemplate, ResourceURI.artifactTemplate].contains(template) else { return [] }
    switch variable {
    case "agent": return directory.currentCatalog.agentNames
    case "taskId": return others["agent"].map { ledger.tasks(of: $0).filter(\.canBeShown) } ?? []
    case "artifactId" where template == ResourceURI.artifactTemplate:
      guard let agent = others["agent"], let task = others["taskId"] else { return [] }
      return ledger.entry(of: task, at: agent)?.artifacts.map(\.id).filter(\.canBeShown) ?? []
    default: return []
    }
  }
}

extension String {
  /// Whether it means the same when it is shown: an id in which something deceives must be given back, and can't be.
  fileprivate var canBeShown: Bool { CleanText.name(self, limit: utf8.count) == self }
}
