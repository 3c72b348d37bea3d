import MCP
import Settings

/// The tools that the host sees, and what each stands for.
struct ToolCatalog: Sendable {
  /// What calling a tool means.
  enum Target: Sendable {
    case skill(AgentSnapshot, ToolSkill)
    /// The skill of this agent that the arguments name.
    case agent(AgentSnapshot)
    /// What the user has not accepted, and why it is not called.
    case withheld(AgentSnapshot, reason: String)
    case searchSkills
    /// The skill that the arguments name, with its agent.
    case callSkill
    case waitForTask
    case cancelTask
    case readMore
    case listTasks
  }

  /// A skill, and how it is called.
  struct Entry: Sendable {
    let agent: AgentSnapshot
    let skill: ToolSkill
    let use: ToolUse
  }

  let tools: [Tool]
  /// The agents whose cards are known, in the order of the configuration.
  let snapshots: [AgentSnapshot]
  /// The tools that are not listed because they look like another agent's, or have the very same name.
  let refusals: [ConfusableName]
  private let targets: [String: Target]
  private let agents: [String: AgentSnapshot]
  /// The agents whose skills are searched.
  private let searched: [AgentSnapshot]

  /// - Parameters:
  ///   - snapshots: The agents whose cards are known, in the order of the configuration.
  ///   - listsTasks: Whether there is a tool that lists an agent's tasks.
  init(_ snapshots: [AgentSnapshot] = [], listsTasks: Bool = false) {
    let agentNames = ConfusableNames(snapshots.map(\.bearer))
    let offers = snapshots.flatMap(\.offers)
    let names = ToolName.names(for: offers.map(\.subject))
    let toolNames = ConfusableNames(zip(names, offers).map { name, offer in offer.bearer(of: name) })
    let claims = Dictionary(zip(names, offers).map { ($0, [$1.claim]) }, uniquingKeysWith: +)
    var tools: [Tool] = []
    var targets: [String: Target] = [:]
    var refusals: [ConfusableName] = []
    for (name, offer) in zip(names, offers) where targets[name] == nil {
      let agent = offer.agent
      // Nobody can tell whose it is.
      if let other = claims[name]?.first(where: { $0 != offer.claim }) {
        refusals.append(
          ConfusableName(agent: agent.name, tool: name, otherAgent: other.agent.name, otherTool: name))
        continue
      }
      if let other = toolNames.other(than: offer.bearer(of: name)) ?? agentNames.other(than: agent.bearer) {
        refusals.append(
          ConfusableName(agent: agent.name, tool: name, otherAgent: other.agent.name, otherTool: other.name))
        continue
      }
      switch offer {
      case .skill(let agent, let skill):
        targets[name] = .skill(agent, skill)
        tools.append(skill.tool(named: name))
      case .agent(let agent):
        targets[name] = .agent(agent)
        tools.append(.choosing(from: agent, named: name))
      case .withheld(let agent, _): targets[name] = .withheld(agent, reason: agent.withholding.reason)
      }
    }
    let searched = snapshots.filter { agent in
      guard agent.settings.tools.mode == .search, !agent.skills.isEmpty else { return false }
      guard let other = agentNames.other(than: agent.bearer) else { return true }
      refusals.append(
        ConfusableName(
          agent: agent.name, tool: Tool.callSkillName, otherAgent: other.agent.name, otherTool: other.name))
      return false
    }
    if snapshots.contains(where: { $0.settings.tools.mode == .search && !$0.unaccepted.isEmpty }) {
      targets[Tool.callSkillName] = .callSkill
    }
    if !searched.isEmpty {
      targets[Tool.searchSkillsName] = .searchSkills
      targets[Tool.callSkillName] = .callSkill
      tools += [.searchSkills(of: searched), .callSkill(of: searched)]
    }
    if !snapshots.isEmpty {
      // Whoever asks for the task of a withheld agent is told why.
      targets[Tool.waitForTask.name] = .waitForTask
      targets[Tool.cancelTask.name] = .cancelTask
      targets[Tool.readMore.name] = .readMore
      if listsTasks { targets[Tool.listTasks.name] = .listTasks }
    }
    if !tools.isEmpty {
      tools += [.waitForTask, .cancelTask, .readMore]
      if listsTasks { tools.append(.listTasks) }
    }
    self.tools = tools
    self.refusals = refusals
    self.snapshots = snapshots
    self.searched = searched
    self.targets = targets
    agents = Dictionary(
      snapshots.filter { !$0.withholding.isWhole }.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The tools that an agent lacks because they look like another's.
  func refusals(of agent: AgentSnapshot) -> [ConfusableName] { refusals.filter { $0.agent == agent.name } }

  func target(of tool: String) -> Target? { targets[tool] }

  /// The names of the tools by which an agent is called.
  func names(of agent: AgentSnapshot) -> [String] {
    tools.map(\.name).filter { name in
      switch targets[name] {
      case .skill(let owner, _), .agent(let owner), .withheld(let owner, _): owner.settings == agent.settings
      case .searchSkills, .callSkill: searched.contains { $0.settings == agent.settings }
      case .waitForTask, .cancelTask, .readMore, .listTasks, nil: false
      }
    }
  }

  /// The agent of that name; nil also for one that is withheld.
  func agent(named name: String) -> AgentSnapshot? { agents[name] }

  /// Why the agent of that name is withheld, if it is.
  func reasonToWithhold(agentNamed name: String) -> String? {
    snapshots.first { $0.name == name && $0.withholding.isWhole }?.withholding.reason
  }

  var agentNames: [String] { agents.keys.sorted() }

  /// Every skill that can be called, in the order of the tools, those that are searched for last.
  var entries: [Entry] {
    let listed = tools.flatMap { tool -> [Entry] in
      switch targets[tool.name] {
      case .skill(let agent, let skill): [Entry(agent: agent, skill: skill, use: ToolUse(tool.name))]
      case .agent(let agent):
        agent.skills.map { Entry(agent: agent, skill: $0, use: ToolUse(tool.name, skill: $0.choice)) }
      case .withheld, .searchSkills, .callSkill, .waitForTask, .cancelTask, .readMore, .listTasks, nil: []
      }
    }
    return listed + searchedEntries
  }

  /// The skills of the agents that have no tools of their own.
  var searchedEntries: [Entry] {
    searched.flatMap { agent in
      agent.skills.map { skill in
        Entry(
          agent: agent, skill: skill,
          use: ToolUse(Tool.callSkillName, agent: agent.name, skill: skill.choice))
      }
    }
  }
}

/// What an agent puts into the list of tools.
private enum Offer {
  case skill(AgentSnapshot, ToolSkill)
  /// All its skills in one.
  case agent(AgentSnapshot)
  /// A name that is taken, though nothing is to be seen: nobody else's tool comes to have it. Nil for all skills in
  /// one.
  case withheld(AgentSnapshot, ToolSkill?)

  var agent: AgentSnapshot {
    switch self {
    case .skill(let agent, _), .agent(let agent), .withheld(let agent, _): agent
    }
  }

  var subject: ToolName.Subject {
    switch self {
    case .skill(let agent, let skill):
      ToolName.Subject(skill, of: agent)
    case .agent(let agent): ToolName.Subject(nil, of: agent)
    case .withheld(let agent, let skill): ToolName.Subject(skill, of: agent, isWithheld: true)
    }
  }

  /// Who wants a name, and for what.
  struct Claim: Hashable {
    let agent: AgentSnapshot.Identity
    let skill: String?
  }

  private var skill: ToolSkill? {
    switch self {
    case .skill(_, let skill): skill
    case .agent: nil
    case .withheld(_, let skill): skill
    }
  }

  var claim: Claim { Claim(agent: agent.identity, skill: skill?.id) }

  func bearer(of name: String) -> ConfusableNames.Bearer {
    var bearer = agent.bearer
    bearer.name = name
    if agent.isNamedByUser, skill?.alias != nil { bearer.written = name.utf8.count }
    return bearer
  }
}

extension ToolName.Subject {
  /// - Parameter skill: nil for all skills of the agent in one tool.
  init(_ skill: ToolSkill?, of agent: AgentSnapshot, isWithheld: Bool = false) {
    self.init(
      agent: agent.name, skill: skill?.shownID ?? "", alias: skill?.alias,
      writing: !agent.isNamedByUser ? .nothing : skill == nil || skill?.alias != nil ? .all : .agent,
      isWithheld: isWithheld)
  }
}

extension AgentSnapshot {
  fileprivate var bearer: ConfusableNames.Bearer {
    ConfusableNames.Bearer(name: name, agent: identity, written: isNamedByUser ? name.utf8.count : 0)
  }

  fileprivate var offers: [Offer] {
    switch settings.tools.mode {
    case .perSkill: skills.map { .skill(self, $0) } + unaccepted.map { .withheld(self, $0) }
    case .perAgent where !skills.isEmpty: [.agent(self)]
    case .perAgent: unaccepted.isEmpty ? [] : [.withheld(self, nil)]
    case .search: []
    }
  }
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
