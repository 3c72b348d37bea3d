/// What the agent does, in no version's words.
struct Service: Sendable {
  enum Beginning {
    /// Answered already.
    case message(Message)
    /// Being worked on.
    case task(LiveTask.Position)
  }

  let skills: SkillSet
  let store: TaskStore
  let pace: Pace
  let baseURL: String
  /// Hands a job to the agent's background.
  let start: @Sendable (Job) -> Void

  /// Takes a message: as an answer to a waiting task if it names one, else as something new.
  func begin(_ request: SendRequest) throws(AgentError) -> Beginning {
    guard !request.wantsPushNotifications else { throw .pushNotificationNotSupported }
    let message = request.message
    if let id = message.taskID { return .task(try resume(try store.task(id), with: message)) }
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
      return .task(run(work, task.position, message))
    }
  }

  func task(_ id: String) throws(AgentError) -> AgentTask {
    try store.task(id).snapshot
  }

  func cancel(_ id: String) throws(AgentError) -> AgentTask {
    try store.task(id).cancel()
  }

  /// Where a subscriber starts; a task that has ended has nothing to subscribe to.
  func position(of id: String) throws(AgentError) -> LiveTask.Position {
    let position = try store.task(id).position
    let state = position.snapshot.status.state
    guard !state.isTerminal else { throw .unsupportedOperation("Task \(id) is already \(state)") }
    return position
  }

  /// Goes on with a task that waits for its user to sign in.
  func signIn(_ id: String) throws(AgentError) {
    let task = try store.task(id)
    guard task.snapshot.status.state == .authRequired else {
      throw .unsupportedOperation("Task \(id) does not wait for a sign-in")
    }
    _ = try resume(task, with: nil)
  }

  private func resume(_ task: LiveTask, with message: Message?) throws(AgentError) -> LiveTask.Position {
    if let contextID = message?.contextID, contextID != task.contextID {
      throw .invalidParams(path: "message.contextId", problem: "is not the context of task \(task.id)")
    }
    if let message { try task.skill.check(message.parts) }
    let position = try task.resume(with: message)
    // Only skills that work on tasks have any.
    guard case .task(let work) = task.skill.behaviour else { return position }
    return run(work, position, message)
  }

  private func run(
    _ work: @escaping @Sendable (Turn) async throws -> Void, _ position: LiveTask.Position,
    _ message: Message?
  ) -> LiveTask.Position {
    let turn = Turn(from: position, message: message, baseURL: baseURL, pace: pace)
    start(Job(turn: turn, start: position, work: work))
    return position
  }
}
