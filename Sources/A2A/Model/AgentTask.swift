/// A state and what the agent says of it (A2A 1.0 §4.1.2).
package struct TaskStatus: Sendable, Hashable {
  package var state: TaskState
  package var message: Message?

  package init(_ state: TaskState, message: Message? = nil) {
    self.state = state
    self.message = message
  }
}

/// The unit of an agent's work (A2A 1.0 §4.1.1), built up from all that was heard of it.
///
/// Named so because `Task` is Swift's own.
package struct AgentTask: Sendable, Hashable {
  /// How many artifacts of one task are kept; of more, the first ones.
  package static let maxArtifacts = 10_000
  /// How many messages of the history, and beside the task, are kept; of more, the last ones, for the answer is there.
  package static let maxMessages = 10_000

  package var id: String
  package var contextID: String?
  package internal(set) var status: TaskStatus
  package internal(set) var artifacts: [Artifact]
  /// How many artifacts there were beyond ``maxArtifacts``, as far as could be counted.
  package private(set) var omittedArtifacts = 0
  package internal(set) var history: [Message]
  /// Messages that came beside the task in a stream: some agents say their answer so.
  package private(set) var messages: [Message] = []
  /// True once the agent has shown the ended task whole: what is still on its way by a stream is in it already.
  private var isComplete = false
  /// Where in `artifacts` the last one of each id stands.
  private var positions: [String: Int]

  package init(
    id: String, contextID: String? = nil, status: TaskStatus, artifacts: [Artifact] = [],
    history: [Message] = []
  ) {
    self.id = id
    self.contextID = contextID
    self.status = status
    self.artifacts = Array(artifacts.prefix(Self.maxArtifacts))
    omittedArtifacts = artifacts.count - self.artifacts.count
    self.history = history.suffix(Self.maxMessages)
    positions = Self.positions(in: self.artifacts)
    isComplete = status.state.isTerminal && !artifacts.isEmpty
  }

  /// Where the task stands.
  package var state: TaskState { status.state }
}

// MARK: What is heard

extension AgentTask {
  /// Takes in one event of this task. What the event does not speak of stays as it was.
  package mutating func apply(_ event: AgentEvent) {
    switch event {
    case .task(let snapshot): apply(snapshot)
    case .message(let message):
      messages.append(message)
      if messages.count > Self.maxMessages { messages.removeFirst() }
    case .status(let update):
      contextID = contextID ?? update.contextID
      apply(update.status)
    case .artifact(let update):
      contextID = contextID ?? update.contextID
      apply(update)
    }
  }

  /// A snapshot replaces what was known, but a poorer one takes nothing away: some agents' GetTask shows no
  /// artifacts or history although their stream did.
  private mutating func apply(_ snapshot: AgentTask) {
    contextID = snapshot.contextID ?? contextID
    if snapshot.state.isTerminal {
      // Of two ends, the one in the agent's books is the right one.
      set(snapshot.status)
    } else {
      apply(snapshot.status)
    }
    // A snapshot that was overtaken by the end shows less than there is.
    guard !(isComplete && !snapshot.isComplete) else { return }
    if !snapshot.history.isEmpty { history = snapshot.history }
    guard !snapshot.artifacts.isEmpty else { return }
    isComplete = snapshot.isComplete
    let chunked = Set(artifacts.lazy.filter(\.isChunked).map(\.id))
    artifacts = snapshot.artifacts.map { artifact in
      var artifact = artifact
      artifact.isChunked = artifact.isChunked || chunked.contains(artifact.id)
      return artifact
    }
    omittedArtifacts = snapshot.omittedArtifacts
    positions = Self.positions(in: artifacts)
  }

  private static func positions(in artifacts: [Artifact]) -> [String: Int] {
    Dictionary(artifacts.indices.map { (artifacts[$0].id, $0) }, uniquingKeysWith: { _, last in last })
  }

  /// An ended task never wakes again, so a late or repeated update of an earlier state is dropped.
  private mutating func apply(_ status: TaskStatus) {
    guard !state.isTerminal || status.state == state else { return }
    set(status)
  }

  private mutating func set(_ status: TaskStatus) {
    let words = status.message ?? (status.state == state ? self.status.message : nil)
    self.status = TaskStatus(status.state, message: words)
  }

  private mutating func apply(_ update: TaskArtifactUpdate) {
    guard !isComplete else { return }
    guard let index = positions[update.artifact.id] else {
      guard artifacts.count < Self.maxArtifacts else {
        omittedArtifacts += 1
        return
      }
      positions[update.artifact.id] = artifacts.count
      artifacts.append(update.artifact)
      artifacts[artifacts.count - 1].isChunked = update.append
      return
    }
    guard update.append else {
      artifacts[index] = update.artifact
      return
    }
    artifacts[index].parts += update.artifact.parts
    artifacts[index].isChunked = true
  }
}

// MARK: What the answer is

extension AgentTask {
  /// The task's answer: its artifacts, else the words of its last status, else what the agent said in the
  /// history since the user spoke, else what it said beside the task.
  ///
  /// The order is the one that the agents in circulation need: a text in a working status is progress, never the
  /// answer.
  package var answer: [Artifact] {
    let filled = artifacts.filter { !$0.parts.isEmpty }
    if !filled.isEmpty { return filled }
    if state.isStopped, let message = status.message, !message.parts.isEmpty { return [Artifact(message)] }
    let turn = history.suffix(from: history.lastIndex { $0.role == .user }.map { $0 + 1 } ?? 0)
    let said = turn.filter { $0.role == .agent && !$0.parts.isEmpty }
    // Messages beside the task are deltas of one text.
    return said.isEmpty
      ? messages.isEmpty ? [] : [Artifact(id: "", parts: messages.flatMap(\.parts), isChunked: true)]
      : said.map { Artifact($0) }
  }
}

extension Artifact {
  /// A message that serves as an answer.
  package init(_ message: Message) {
    self.init(id: message.messageID, parts: message.parts)
  }
}
