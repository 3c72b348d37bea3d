import A2A
import HTTP
import JSON
import Settings
import Telemetry

/// One agent as its card shows it at one moment, ready to be called.
struct AgentSnapshot: Sendable {
  /// The name in tool names, results and logs.
  var name: String
  let settings: AgentSettings
  /// What it says of itself, as models may be shown it.
  private(set) var card: AgentCard
  /// What of that is withheld, by the places where it stands, its skills' included.
  private(set) var withheld: [WithheldWords]
  /// The card as it came, as far as anything is read of it.
  let document: JSONValue
  /// Where its calls go.
  let url: WebURL
  let client: AgentClient
  /// Takes out of its answers what must not be told of the bridge.
  let discretion: Discretion
  /// What the agent requires and the bridge has not: it would refuse every call.
  let missingExtensions: [String]
  /// The skills that become tools: what the user's filters leave of the card, and one for an agent without any.
  private(set) var skills: [ToolSkill]
  /// How many skills are no tools because there are more than ``maxSkills``.
  let omittedSkills: Int
  /// The skills that would be tools, had the user accepted what is said of them.
  let unaccepted: [ToolSkill]
  /// What is not handed on, and why.
  let withholding: Withholding

  /// The most tools of one agent: a card must not crowd out the other agents.
  static let maxSkills = 1_000

  init(
    name: String, settings: AgentSettings, card: AgentCard, document: JSONValue = [:], url: WebURL,
    client: AgentClient, discretion: Discretion = Discretion(redaction: Redaction()),
    missingExtensions: [String] = [], withholding: Withholding = .none
  ) {
    self.name = name
    self.settings = settings
    let (card, withheld) = card.shown(at: url.host)
    self.card = card
    self.document = document
    self.url = url
    self.client = client
    self.discretion = discretion
    self.missingExtensions = missingExtensions
    self.withholding = withholding
    let admitted = card.offeredSkills.filter { settings.tools.admits($0.id) }
    let all =
      admitted.prefix(Self.maxSkills).map {
        ToolSkill(
          $0, of: card, at: url.host, settings.tools, lacking: missingExtensions,
          filesRoot: settings.filesRoot)
      }
    skills = all.filter { withholding.admits($0.id) }.distinctlyChosen
    unaccepted = all.filter { !withholding.admits($0.id) }.distinctlyChosen
    self.withheld = withheld + skills.compactMap(\.withheld)
    omittedSkills = admitted.count - all.count
    if settings.tools.mode == .perAgent { withholdWhatIsSpread() }
  }

  /// One sentence may be spread over the skills that are described together. Then none of their words are shown.
  private mutating func withholdWhatIsSpread() {
    let described = settings.tools.descriptions
    var agent = self
    agent.skills = skills.filter { described[$0.id] == nil }
    guard let hit = Injection.hit(in: AgentToolWords.description(of: agent)) else { return }
    withheld.append(WithheldWords(place: "its skills, read one after the other,", hit: hit))
    skills = skills.map { described[$0.id] == nil ? $0.withholding(hit) : $0 }
    if card.description != nil { card.description = WithheldWords.sentence(hit) }
  }

  /// The host as users know it.
  var host: String { url.host }

  /// The folder whose files may be handed to it, if there is one.
  var fileRoot: FileRoot? { settings.filesRoot.map(FileRoot.init) }
}

extension AgentCard {
  /// Its skills, or the one that an agent without any has.
  var offeredSkills: [AgentSkill] { skills.isEmpty ? [.whole(self)] : skills }
}

extension AgentSkill {
  /// What stands for an agent whose card names no skills.
  fileprivate static func whole(_ card: AgentCard) -> AgentSkill {
    AgentSkill(id: "ask", name: "Ask", description: card.description)
  }
}
