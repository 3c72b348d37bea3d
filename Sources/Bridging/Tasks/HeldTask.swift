import JSONRPC
import MCP
import Telemetry

/// An agent's task that a client has an id of, found again.
struct HeldTask: Sendable {
  /// What the client knows it by.
  let id: String
  let handle: TaskHandle
  let agent: AgentSnapshot
  /// What the agent knows it by.
  let taskID: String

  /// One of its questions.
  func question(_ key: QuestionKey) -> AnsweredQuestions.Question {
    AnsweredQuestions.Question(nonce: handle.nonce, key: key)
  }

  /// The skill that works on it, if the agent still has it.
  private var skill: ToolSkill? { handle.skill.flatMap { id in agent.skills.first { $0.id == id } } }

  /// How a model calls the skill again.
  var words: String { "\(skill.map { agent.use(of: $0, calledBy: handle.tool) } ?? ToolUse(handle.tool))" }

  /// What the tool promises of its results, if anything.
  var schema: OutputSchema? { skill.flatMap { agent.promise(of: $0, calledBy: handle.tool) } }
}

extension TaskSnapshot {
  /// How long clients should wait between two looks: as long as such tasks have taken before, within limits.
  static let longestPollInterval = Duration.seconds(1)
  static let shortestPollInterval = Duration.milliseconds(100)

  /// - Parameter usualWait: How long a look at a task of this agent is not worth it.
  init(
    _ id: String, _ handle: TaskHandle, _ status: Status, message: String? = nil, now: Timestamp,
    usualWait: Duration? = nil
  ) {
    self.init(
      id: id, status, message: message, createdAt: "\(handle.created)", lastUpdatedAt: "\(now)",
      lifetime: handle.lifetime,
      pollInterval: min(
        max(usualWait ?? Self.longestPollInterval, Self.shortestPollInterval), Self.longestPollInterval))
  }

  /// Whether a client sees the same, whenever it looks.
  func shows(the other: TaskSnapshot) -> Bool { status == other.status && message == other.message }
}

extension ToolCall.Delivery {
  /// The least time that a task is kept for, whatever its client wishes.
  private static let shortestLifetime = Duration.seconds(60)

  /// How long a task is kept for whose client wants things so: whole seconds, as a handle holds them.
  var lifetime: Duration {
    guard case .task(let wish?) = self else { return TaskHandle.longestLifetime }
    let (seconds, fraction) = min(max(wish, Self.shortestLifetime), TaskHandle.longestLifetime).components
    return .seconds(fraction > 0 ? seconds + 1 : seconds)
  }

  /// Whether even what is over is a task.
  var insistsOnTask: Bool { if case .task = self { true } else { false } }
}
