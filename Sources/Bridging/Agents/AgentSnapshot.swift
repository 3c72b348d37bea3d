import A2A
import HTTP
import Settings

/// One agent as its card shows it at one moment, ready to be called.
struct AgentSnapshot: Sendable {
  /// The name in tool names, results and logs.
  var name: String
  let settings: AgentSettings
  let card: AgentCard
  /// Where its calls go.
  let url: WebURL
  let client: AgentClient

  /// The host as users know it.
  var host: String { url.host }

  /// The skills that become tools: what the user's filters leave of the card, and one for an agent without any.
  var skills: [AgentSkill] {
    let all = card.skills.isEmpty ? [.whole(card)] : card.skills
    return all.filter { settings.tools.admits($0.id) }
  }
}

extension AgentSkill {
  /// What stands for an agent whose card names no skills.
  fileprivate static func whole(_ card: AgentCard) -> AgentSkill {
    AgentSkill(id: "ask", name: "Ask", description: card.description)
  }
}
