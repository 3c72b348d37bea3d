import A2A
import JSON
import MCP

extension ToolResult {
  private static let maxWords = 120

  /// A page of an agent's tasks: a line each, then where the next page begins; the same for programs.
  init(listing page: TaskPage, of agent: AgentSnapshot) {
    var lines = page.tasks.map(Self.line)
    if lines.isEmpty { lines = ["\(agent.name) \(OwnLine.noTask)"] }
    if let total = page.totalSize, total > page.tasks.count { lines.append("\(total) \(OwnLine.allTasks)") }
    if let next = page.nextPageToken { lines.append("\(OwnLine.nextPage)\(Trailer.quoted(next))") }
    let handles = page.tasks.map { JSONValue.object(Trailer(of: $0, agent: agent.name).handle) }
    var list: JSONObject = ["agent": .string(agent.name), "tasks": .array(handles)]
    list["nextPage"] = page.nextPageToken.map { .string($0) }
    var meta: JSONObject = [:]
    meta[Trailer.metaKey] = .object(list)
    self.init(content: [.text(lines.joined(separator: "\n"))], isError: false, meta: meta)
  }

  /// `task=t-1 context=c-1 state=completed: Sunny all week`
  private static func line(_ task: AgentTask) -> String {
    var words = ["\(OwnLine.listedTask)\(Trailer.bareOrQuoted(task.id))"]
    if let context = task.contextID { words.append("context=\(Trailer.bareOrQuoted(context))") }
    words.append("state=\(Trailer.bareOrQuoted(task.state.name))")
    let said = task.status.message?.text ?? ""
    return words.joined(separator: " ") + (said.isEmpty ? "" : ": \(CleanText.quote(said, limit: maxWords))")
  }
}
