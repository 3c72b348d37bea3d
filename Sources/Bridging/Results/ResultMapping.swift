import A2A
import MCP
import Settings

/// Turns how a call to an agent ended into what the host shows its model.
struct ResultMapping: Sendable {
  let agent: AgentSnapshot
  /// The tool to call again when the agent asks something; nil when it isn't known.
  let tool: String?
  /// Where the text goes on; what comes before was read already.
  var start = 0
  /// Keeps an answer that the agent can't be asked for again, and says under which id; nil when it can't be kept.
  var keep: @Sendable (CallOutcome) -> String? = { _ in nil }
  /// Remembers the files that are saved; nil: none are.
  var saved: SavedFiles?
  /// The files that were fetched because results link them; nil: none are.
  var linked: LinkedFiles?
  /// What the tool promises whose result this is, if anything.
  var schema: OutputSchema?

  func result(of outcome: CallOutcome) -> ToolResult {
    let result = shown(outcome)
    return schema.map { result.promising($0, outcome) } ?? result
  }

  private func shown(_ outcome: CallOutcome) -> ToolResult {
    switch outcome {
    case .answered(let message): answered(message)
    case .stopped(let task): stopped(task)
    case .working(let task): working(task)
    case .lost(let task, let error): lost(task, error)
    }
  }

  /// What did not succeed, as `doing` says.
  func failure(_ error: A2AError, doing: OwnLine.Deed = .call, taskID: String? = nil) -> ToolResult {
    let trailer = Trailer(
      agent: agent.name, taskID: taskID, contextID: nil, state: "error",
      failure: CallFailure(error))
    return result(
      ResultContent(maxCharacters: 0, agent.discretion).blocks(
        trailer: trailer, note: FailureWords.text(for: error, agent: agent, doing: doing.rawValue)),
      isError: true, trailer)
  }

  private func answered(_ message: Message) -> ToolResult {
    let trailer = Trailer(
      agent: agent.name, taskID: message.taskID, contextID: message.contextID, state: TaskState.completed.name
    )
    var content = content([Artifact(message)])
    if content.isCut { content.rest = kept(.answered(message)) }
    return result(content.blocks(trailer: trailer), isError: false, trailer)
  }

  private func stopped(_ task: AgentTask) -> ToolResult {
    let trailer = Trailer(of: task, agent: agent.name)
    switch task.state {
    case .inputRequired:
      let note = SecretWords.areAsked(in: task) ? "\(Self.noSecrets) \(question(task))" : question(task)
      return result(asked(task, trailer, note), isError: false, trailer)
    case .authRequired: return result(asked(task, trailer, signIn(task)), isError: false, trailer)
    case .failed, .rejected, .canceled: return ended(task, trailer)
    case .completed, .submitted, .working, .other:
      var content = content(task.answer, of: task)
      keepIfBeside(task, &content)
      return result(content.blocks(trailer: trailer), isError: false, trailer)
    }
  }

  /// An end that is no success. The words of the status say why, so they come first, before what was finished.
  private func ended(_ task: AgentTask, _ trailer: Trailer) -> ToolResult {
    var content = content([], of: task)
    content.add("\(OwnLine.ended) \(task.state.name).")
    content.add(task.asked)
    content.add(task.artifacts)
    keepIfBeside(task, &content)
    return result(content.blocks(trailer: trailer), isError: true, trailer)
  }

  /// The question comes before all else, for it is what must not be cut off.
  private func asked(_ task: AgentTask, _ trailer: Trailer, _ note: String) -> [ContentBlock] {
    var content = content([], of: task)
    if !task.asked.isEmpty { content.add(OwnLine.asks.rawValue) }
    content.add(task.asked)
    content.add(task.artifacts)
    keepIfBeside(task, &content)
    return content.blocks(trailer: trailer, note: note)
  }

  private static let noSecrets =
    "\(OwnLine.asksForSecret) Passwords, keys, codes and the like must not be typed into this chat or sent "
    + "to the agent: the user has to settle it with the agent in another way. For anything else:"

  private func question(_ task: AgentTask) -> String {
    let again =
      tool.map { "Call \($0) again" } ?? "Call the tool of agent \"\(agent.name)\" that began the task"
    return
      "\(OwnLine.waitsForAnswer) \(again) with task_id=\(Trailer.quoted(task.id)) and the answer as message."
  }

  private func signIn(_ task: AgentTask) -> String {
    "\(OwnLine.waitsForSignIn) Ask the user to do what it asks for, never for a password; then call "
      + "\(Tool.waitForTask.name) with agent=\"\(agent.name)\" and task_id=\(Trailer.quoted(task.id))."
  }

  /// A question that the user would not answer, or that nobody saw: what was asked, and that it still can be answered.
  func unanswered(_ task: AgentTask, _ refusal: QuestionRefusal) -> ToolResult {
    let trailer = Trailer(of: task, agent: agent.name)
    let isSignIn = task.state == .authRequired
    let note = "\(refusal.words) \(isSignIn ? signIn(task) : question(task))"
    let result = result(asked(task, trailer, note), isError: false, trailer)
    return schema.map { result.promising($0, .stopped(task)) } ?? result
  }

  private func working(_ task: AgentTask) -> ToolResult {
    let trailer = Trailer(of: task, agent: agent.name)
    var content = content(task.artifacts, of: task, isOver: false)
    content.rest = .inResult
    if let words = task.status.message?.text, !words.isEmpty {
      content.add("\(OwnLine.latestWord) \(CleanText.quote(words, limit: 300))")
    }
    let note =
      "\(OwnLine.works). Call \(Tool.waitForTask.name) with agent=\"\(agent.name)\" and task_id=\(Trailer.quoted(task.id)) "
      + "to wait for the result, or \(Tool.cancelTask.name) to stop it."
    return result(content.blocks(trailer: trailer, note: note), isError: false, trailer)
  }

  private func lost(_ task: AgentTask, _ error: A2AError) -> ToolResult {
    var trailer = Trailer(of: task, agent: agent.name)
    trailer.failure = CallFailure(error)
    let note =
      "\(OwnLine.lostContact) while it worked on the task, which was \(Trailer.bareOrQuoted(task.state.name)) when last heard of: "
      + "\(Trailer.disarm(CleanText.line(error.message, limit: 600))). The agent may go on with it: call \(Tool.waitForTask.name) with "
      + "agent=\"\(agent.name)\" and task_id=\(Trailer.quoted(task.id)) to look again."
    var content = content(task.artifacts, of: task, isOver: false)
    content.rest = .inResult
    return result(content.blocks(trailer: trailer, note: note), isError: true, trailer)
  }

  /// - Parameter isOver: False while more may come: then no file is whole yet, and none is saved or fetched.
  private func content(
    _ artifacts: [Artifact], of task: AgentTask? = nil, isOver: Bool = true
  ) -> ResultContent {
    let results = agent.settings.results
    var files = FileDelivery()
    if isOver, let saved, let folder = results.filesDirectory {
      files.saving = FileDelivery.Saving(
        folder: FileFolder(folder), files: saved, agent: agent.name, taskID: task?.id ?? "")
    }
    if results.links, let task {
      files.source = FileDelivery.Source(
        agent: agent.name, taskID: task.id, artifactIDs: Set(task.artifacts.map(\.id)))
    }
    if isOver, results.fetchesFiles { files.linked = linked }
    var content = ResultContent(
      maxCharacters: results.maxCharacters, from: start, files: files, agent.discretion)
    content.add(artifacts)
    content.add(omittedArtifacts: task?.omittedArtifacts ?? 0)
    return content
  }

  /// Words beside the task are lost with this result, unless they are kept.
  private func keepIfBeside(_ task: AgentTask, _ content: inout ResultContent) {
    if content.isCut, task.isSaidBeside { content.rest = kept(.stopped(task)) }
  }

  private func kept(_ outcome: CallOutcome) -> ResultContent.Rest {
    keep(outcome).map { .kept($0) } ?? .nowhere
  }

  private func result(_ blocks: [ContentBlock], isError: Bool, _ trailer: Trailer) -> ToolResult {
    ToolResult(content: blocks, isError: isError, meta: trailer.meta)
  }
}

extension Trailer {
  init(of task: AgentTask, agent: String) {
    self.init(
      agent: agent, taskID: task.id.isEmpty ? nil : task.id, contextID: task.contextID, state: task.state.name
    )
  }
}

extension AgentTask {
  /// True when the answer came beside the task, which then does not show it.
  fileprivate var isSaidBeside: Bool { !messages.isEmpty && artifacts.allSatisfy(\.parts.isEmpty) }
}
