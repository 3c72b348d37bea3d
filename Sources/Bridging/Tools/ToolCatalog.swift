import MCP
import Settings

/// The tools that the host sees, and what each stands for.
struct ToolCatalog: Sendable {
  /// What calling a tool means.
  enum Target: Sendable {
    case skill(AgentSnapshot, ToolSkill)
    case waitForTask
    case cancelTask
    case readMore
    case listTasks
  }

  let tools: [Tool]
  private let targets: [String: Target]
  private let agents: [String: AgentSnapshot]

  /// - Parameters:
  ///   - snapshots: The agents whose cards are known, in the order of the configuration.
  ///   - listsTasks: Whether there is a tool that lists an agent's tasks.
  init(_ snapshots: [AgentSnapshot] = [], listsTasks: Bool = false) {
    let entries = snapshots.flatMap { agent in agent.skills.map { (agent, $0) } }
    let names = ToolName.names(
      for: entries.map { agent, skill in
        ToolName.Subject(agent: agent.name, skill: skill.id, alias: skill.alias)
      })
    var tools: [Tool] = []
    var targets: [String: Target] = [:]
    for (name, (agent, skill)) in zip(names, entries) where targets[name] == nil {
      targets[name] = .skill(agent, skill)
      tools.append(skill.tool(named: name))
    }
    if !tools.isEmpty {
      targets[Tool.waitForTask.name] = .waitForTask
      targets[Tool.cancelTask.name] = .cancelTask
      targets[Tool.readMore.name] = .readMore
      tools += [.waitForTask, .cancelTask, .readMore]
      if listsTasks {
        targets[Tool.listTasks.name] = .listTasks
        tools.append(.listTasks)
      }
    }
    self.tools = tools
    self.targets = targets
    agents = Dictionary(snapshots.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func target(of tool: String) -> Target? { targets[tool] }

  /// The names of an agent's tools.
  func names(of agent: AgentSnapshot) -> [String] {
    tools.map(\.name).filter { name in
      if case .skill(let owner, _) = targets[name] { owner.settings == agent.settings } else { false }
    }
  }

  func agent(named name: String) -> AgentSnapshot? { agents[name] }

  var agentNames: [String] { agents.keys.sorted() }
}

extension Tool {
  static let waitForTask = Tool(
    name: "a2a_task_wait",
    title: "A2A – wait for a task",
    description: """
      Goes on waiting for a task that a remote agent is still working on, and returns its result. \
      Use it when a result says state=working, with the agent and task that it names.
      """,
    inputSchema: ToolSchema.wait,
    annotations: ToolAnnotations(
      title: "A2A – wait for a task", readOnlyHint: true, destructiveHint: false, idempotentHint: true,
      openWorldHint: true))

  static let readMore = Tool(
    name: "a2a_read_more",
    title: "A2A – read more",
    description: """
      Reads on in the text of a remote agent that was too long for one result. \
      Use it when a result says how many more characters there are, with the agent, task and offset that it names.
      """,
    inputSchema: ToolSchema.readMore,
    annotations: ToolAnnotations(
      title: "A2A – read more", readOnlyHint: true, destructiveHint: false, idempotentHint: true,
      openWorldHint: true))

  static let listTasks = Tool(
    name: "a2a_task_list",
    title: "A2A – list tasks",
    description:
      "Lists the tasks that a remote agent remembers of this user, newest first, with where each stands.",
    inputSchema: ToolSchema.list,
    annotations: ToolAnnotations(
      title: "A2A – list tasks", readOnlyHint: true, destructiveHint: false, idempotentHint: true,
      openWorldHint: true))

  static let cancelTask = Tool(
    name: "a2a_task_cancel",
    title: "A2A – cancel a task",
    description: "Asks a remote agent to stop working on a task. What it has done by then stays done.",
    inputSchema: ToolSchema.cancel,
    annotations: ToolAnnotations(
      title: "A2A – cancel a task", readOnlyHint: false, destructiveHint: true, idempotentHint: true,
      openWorldHint: true))
}
