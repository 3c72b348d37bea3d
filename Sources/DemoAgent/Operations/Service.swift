/// What the agent does, in no version's words.
struct Service: Sendable {
  /// How a message was taken.
  private enum Beginning {
    /// Answered already.
    case message(Message)
    /// Being worked on.
    case task(LiveTask.Position)
  }

  let skills: SkillSet
  let store: TaskStore
  let pace: Pace
  let features: Features
  /// The agent as clients that have shown their token see it; nil when there is no token to show.
  let extendedProfile: Profile?
  let baseURL: String
  /// Hands work to the agent's background.
  let start: @Sendable (BackgroundWork) -> Void

  /// Refuses what the card says the agent does not offer (A2A 1.0 §3.3.4).
  func check(offers name: Operation.Name) throws(AgentError) {
    switch name {
    case .send, .getTask, .listTasks, .cancelTask: break
    case .stream, .subscribe:
      guard features.streams else { throw .unsupportedOperation("This agent does not stream") }
    case .getExtendedCard:
      guard extendedProfile != nil else { throw .noExtendedCard }
    case .createPushConfig, .getPushConfig, .listPushConfigs, .deletePushConfig:
      guard features.pushes else { throw .pushNotificationNotSupported }
    }
  }

  func perform(_ operation: Operation) async throws(AgentError) -> Outcome {
    switch operation {
    case .send(let request): .answer(.event(try await send(request)))
    case .stream(let request): .events(try stream(request))
    case .getTask(let id, let historyLength):
      .answer(.task(try store.task(id).snapshot.showingHistory(historyLength)))
    case .listTasks(let filter):
      .answer(.tasks(TaskPage(of: store.all.map(\.snapshot), filter, limit: features.tasksPerPage)))
    case .cancelTask(let id): .answer(.task(try store.task(id).cancel()))
    case .subscribe(let id): .events(.task(try position(of: id), historyLength: nil))
    case .getExtendedCard: .answer(.card(try card()))
    case .createPushConfig(let config, let id): .answer(.pushConfig(try create(config, id), taskID: id))
    case .getPushConfig(let id, let taskID):
      .answer(.pushConfig(try store.task(taskID).pushConfig(id), taskID: taskID))
    case .listPushConfigs(let id): .answer(.pushConfigs(try store.task(id).pushConfigs, taskID: id))
    case .deletePushConfig(let id, let taskID): try delete(id, taskID)
    }
  }

  /// Goes on with a task that waits for its user to sign in.
  func signIn(_ id: String) throws(AgentError) {
    let task = try store.task(id)
    guard task.snapshot.status.state == .authRequired else {
      throw .unsupportedOperation("Task \(id) does not wait for a sign-in")
    }
    _ = try resume(task, with: nil)
  }
}

// MARK: - Messages

extension Service {
  private func send(_ request: SendRequest) async throws(AgentError) -> StreamEvent {
    switch try begin(request) {
    case .message(let message): return .message(message)
    case .task(let start):
      let task = request.blocks ? await start.task.outcome(from: start) : start.snapshot
      return .task(task.showingHistory(request.historyLength))
    }
  }

  private func stream(_ request: SendRequest) throws(AgentError) -> EventSource {
    switch try begin(request) {
    case .message(let message): .message(message)
    case .task(let start): .task(start, historyLength: request.historyLength)
    }
  }

  /// Takes a message: as an answer to a waiting task if it names one, else as something new.
  private func begin(_ request: SendRequest) throws(AgentError) -> Beginning {
    guard request.pushConfig == nil || features.pushes else { throw .pushNotificationNotSupported }
    let message = request.message
    if let id = message.taskID {
      return .task(try resume(try store.task(id), with: message, request.pushConfig))
    }
    let skill = try skills.skill(for: message)
    try skill.check(message.parts)
    switch skill.behaviour {
    case .reply(let answer):
      return .message(
        Message(fromAgent: answer(message), contextID: message.contextID ?? UniqueID.next()))
    case .task(let work):
      let task = LiveTask(contextID: message.contextID, skill: skill)
      try store.add(task)
      task.open(with: message)
      if let config = request.pushConfig { _ = try task.add(config) }
      return .task(run(work, task.position, message))
    }
  }

  private func resume(
    _ task: LiveTask, with message: Message?, _ pushConfig: PushConfig? = nil
  ) throws(AgentError) -> LiveTask.Position {
    if let contextID = message?.contextID, contextID != task.contextID {
      throw .invalidParams(path: "message.contextId", problem: "is not the context of task \(task.id)")
    }
    if let message { try task.skill.check(message.parts) }
    let position = try task.resume(with: message)
    if let pushConfig { _ = try task.add(pushConfig) }
    // Only skills that work on tasks have any.
    guard case .task(let work) = task.skill.behaviour else { return position }
    return run(work, position, message)
  }

  private func run(
    _ work: @escaping @Sendable (Turn) async throws -> Void, _ position: LiveTask.Position,
    _ message: Message?
  ) -> LiveTask.Position {
    for config in position.task.pushConfigs {
      start(.pushes(PushFollower(config: config, start: position, tellsStart: true)))
    }
    let turn = Turn(from: position, message: message, baseURL: baseURL, pace: pace)
    start(.turn(Job(turn: turn, start: position, work: work)))
    return position
  }
}

// MARK: - The rest

extension Service {
  /// Where a subscriber starts; a task that has ended has nothing to subscribe to.
  private func position(of id: String) throws(AgentError) -> LiveTask.Position {
    let position = try store.task(id).position
    let state = position.snapshot.status.state
    guard !state.isTerminal else { throw .unsupportedOperation("Task \(id) is already \(state)") }
    return position
  }

  private func card() throws(AgentError) -> Profile {
    guard let extendedProfile else { throw .noExtendedCard }
    return extendedProfile
  }

  private func create(_ config: PushConfig, _ taskID: String) throws(AgentError) -> PushConfig {
    let position = try store.task(taskID).add(config)
    // What waits for its user has no turn to follow; the next one will start with all configurations.
    if !position.snapshot.status.state.endsTurn {
      start(.pushes(PushFollower(config: config, start: position, tellsStart: false)))
    }
    return config
  }

  private func delete(_ id: String, _ taskID: String) throws(AgentError) -> Outcome {
    try store.task(taskID).removePushConfig(id)
    return .answer(.deleted)
  }
}
