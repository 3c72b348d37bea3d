import A2A
import HTTP
import Settings
import TestSupport

@testable import Bridging

/// Agents and what they say, in short.
enum Samples {
  static func agent(
    _ name: String = "weather", skills: [AgentSkill] = [AgentSkill(id: "forecast", name: "Forecast")],
    settings: AgentSettings = AgentSettings(url: "https://weather.example"),
    binding: any AgentBinding = ScriptedBinding([]),
    streams: Bool = true, timing: Timing = SkippedTime().timing
  ) throws -> AgentSnapshot {
    AgentSnapshot(
      name: name, settings: settings, card: AgentCard(name: "Weather", interfaces: [], skills: skills),
      url: try WebURL(settings.url ?? "https://weather.example"),
      client: AgentClient(binding, streams: streams, timing: timing))
  }

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
