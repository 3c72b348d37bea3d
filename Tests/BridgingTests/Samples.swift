import A2A
import HTTP
import Logging
import MCP
import Settings
import Telemetry
import TestSupport

@testable import Bridging

/// Agents and what they say, in short.
enum Samples {
  static func agent(
    _ name: String = "weather", skills: [AgentSkill] = [AgentSkill(id: "forecast", name: "Forecast")],
    settings: AgentSettings = AgentSettings(url: "https://weather.example"),
    binding: any AgentBinding = ScriptedBinding([]),
    streams: Bool = true, timing: Timing = SkippedTime().timing,
    discretion: Discretion = Discretion(redaction: Redaction())
  ) throws -> AgentSnapshot {
    AgentSnapshot(
      name: name, settings: settings, card: AgentCard(name: "Weather", interfaces: [], skills: skills),
      url: try WebURL(settings.url ?? "https://weather.example"),
      client: AgentClient(binding, streams: streams, timing: timing), discretion: discretion)
  }

  /// A skill as a tool.
  static let skill = ToolSkill(
    AgentSkill(id: "forecast", name: "Forecast"), of: AgentCard(name: "Weather", interfaces: []),
    at: "weather.example", ToolSettings())

  /// A client that can ask its user everything.
  static let asking = {
    var client = ClientCapabilities()
    (client.showsForms, client.opensPages) = (true, true)
    return client
  }()

  static let silence = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  /// Handles of one process alone.
  static var handles: Handles { Handles(stateDirectory: nil, logger: silence) }

  static func task(
    _ state: TaskState, saying words: String? = nil, id: String = "t-1", artifacts: [Artifact] = []
  ) -> AgentTask {
    AgentTask(
      id: id, contextID: "c-1",
      status: TaskStatus(
        state, message: words.map { Message(messageID: "m", role: .agent, parts: [Part(.text($0))]) }),
      artifacts: artifacts)
  }

  static func artifact(_ parts: Part..., id: String = "a-1", chunked: Bool = false) -> Artifact {
    Artifact(id: id, parts: parts, isChunked: chunked)
  }
}

extension ToolAnswer {
  /// What a host reads that can't ask its user.
  var unasked: ToolResult {
    switch self {
    case .result(let result): result
    case .question(let question): question.fallback
    case .task: ToolResult(content: [.text("a task")])
    }
  }
}

extension KeptResults {
  func result(of nonce: String) -> ToolResult? {
    if case .completed(let result) = end(of: nonce) { result } else { nil }
  }
}

extension ToolAnswer {
  var question: ToolQuestion? { if case .question(let question) = self { question } else { nil } }

  var task: TaskSnapshot? { if case .task(let task) = self { task } else { nil } }
}

extension ToolResult {
  /// Its text blocks.
  var text: String {
    content.map { if case .text(let text) = $0 { text } else { "" } }.joined(separator: "\n")
  }
}
