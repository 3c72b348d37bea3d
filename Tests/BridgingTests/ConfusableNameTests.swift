import A2A
import MCP
import Settings
import Testing

@testable import Bridging

/// No tool can be taken for another agent's.
@Suite struct ConfusableNameTests {
  private static func agent(
    _ name: String, _ skills: [String] = ["pay"], named: Bool = false, mode: ToolMode = .perSkill
  ) throws -> AgentSnapshot {
    var settings = AgentSettings(url: "https://\(name.replacing("_", with: "-")).example")
    settings.name = named ? name : nil
    settings.tools.mode = mode
    return try Samples.agent(name, skills: skills.map { AgentSkill(id: $0, name: $0) }, settings: settings)
  }

  /// Two names, and whether they look alike.
  static let pairs: [(String, String, Bool)] = [
    ("paypal", "paypa1", true), ("paypal", "paypai", true), ("modern", "modem", true),
    ("window", "vvindow", true),
    ("zero", "zer0", true), ("illinois", "111in0is", true), ("bank", "bank2", false), ("bank", "tank", false),
    ("paypal", "paypal_ab12cd", false), ("a_b", "ab", false),
  ]

  @Test(arguments: pairs) func isRefusedWhereItLooksLikeAnEarlierAgents(
    _ one: String, _ other: String, _ areAlike: Bool
  )
    throws
  {
    for mode in [ToolMode.perSkill, .perAgent] {
      let catalog = ToolCatalog(try [Self.agent(one, mode: mode), Self.agent(other, mode: mode)])
      let refused = try #require(catalog.snapshots.last)
      #expect(catalog.refusals.isEmpty == !areAlike)
      #expect(catalog.names(of: refused).isEmpty == areAlike)
      #expect(!catalog.names(of: catalog.snapshots[0]).isEmpty)
      guard areAlike else { continue }
      let finding = try #require(catalog.refusals(of: refused).first).finding
      #expect(finding.severity == .error)
      #expect(finding.text.contains(one) && finding.text.contains(other))
      #expect(finding.fix?.contains("\"name\"") == true)
    }
  }

  /// Who looks like another agent has no tool at all, be its skills called otherwise.
  @Test func isRefusedForAllSkillsOfAnImitator() throws {
    let catalog = ToolCatalog(try [Self.agent("paypal"), Self.agent("paypa1", ["refund", "send"])])
    #expect(catalog.refusals.map(\.tool) == ["paypa1_refund", "paypa1_send"])
    #expect(catalog.refusals.allSatisfy { $0.otherAgent == "paypal" })
  }

  /// A tool may look like another agent's though the agents do not.
  @Test func isRefusedForToolsThatMeet() throws {
    let catalog = ToolCatalog(try [Self.agent("a_b", ["c1"]), Self.agent("a", ["b_cl"])])
    #expect(
      catalog.refusals == [ConfusableName(agent: "a", tool: "a_b_cl", otherAgent: "a_b", otherTool: "a_b_c1")]
    )
  }

  /// Whom the user has named keeps the name, wherever it stands.
  @Test func theUsersNamesStay() throws {
    let late = ToolCatalog(try [Self.agent("paypa1"), Self.agent("paypal", named: true)])
    #expect(late.refusals.map(\.agent) == ["paypa1"])
    let both = ToolCatalog(try [Self.agent("paypa1", named: true), Self.agent("paypal", named: true)])
    #expect(both.refusals.isEmpty)
  }

  /// The skill's part of a name is the card's, whoever has named the agent: the more of it the user has written, the
  /// more it is the user's.
  @Test func theCardsPartIsNotTheUsers() throws {
    for areReversed in [false, true] {
      let agents = try [
        Self.agent("mail", ["adm1n_delete"], named: true), Self.agent("mail_admin", ["delete"], named: true),
      ]
      let catalog = ToolCatalog(areReversed ? agents.reversed() : agents)
      #expect(
        catalog.refusals == [
          ConfusableName(
            agent: "mail", tool: "mail_adm1n_delete", otherAgent: "mail_admin", otherTool: "mail_admin_delete"
          )
        ])
    }
  }

  /// What the user has written whole stays, and no card's word beside it.
  @Test func theUsersWordForASkillStays() throws {
    var settings = AgentSettings(url: "https://mail.example")
    settings.name = "mail"
    settings.tools.rename = ["x": "adm1n_delete"]
    let mail = try Samples.agent("mail", skills: [AgentSkill(id: "x", name: "x")], settings: settings)
    let catalog = ToolCatalog([mail, try Self.agent("mail_admin", ["delete"], named: true)])
    #expect(catalog.refusals.map(\.agent) == ["mail_admin"])
  }

  /// Of two agents whose tools have the very same name neither has it.
  @Test func aNameOfTwoIsNobodys() throws {
    var (one, other) = (try Self.agent("bank"), try Self.agent("tank"))
    (one.name, other.name) = ("bank", "bank")
    let catalog = ToolCatalog([one, other])
    #expect(catalog.tools.filter { $0.name.hasPrefix("bank") }.isEmpty)
    #expect(catalog.refusals.count == 2)
  }

  /// Skills of one agent are its own affair.
  @Test func oneAgentsToolsMayLookAlike() throws {
    let catalog = ToolCatalog(try [Self.agent("bank", ["pay1", "payl"])])
    #expect(catalog.refusals.isEmpty)
    #expect(catalog.names(of: catalog.snapshots[0]) == ["bank_pay1", "bank_payl"])
  }

  @Test func imitatorsAreNotSearchedEither() throws {
    let catalog = ToolCatalog(try [Self.agent("paypal", mode: .search), Self.agent("paypa1", mode: .search)])
    #expect(catalog.searchedEntries.map(\.agent.name) == ["paypal"])
    #expect(catalog.refusals.map(\.agent) == ["paypa1"])
  }

  /// Whatever agents there are, no two tools of different ones look alike, and none begins as the bridge's own do.
  @Test(arguments: 0..<40) func namesAreDistinct(_ seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let letters = ["l", "1", "i", "o", "0", "rn", "m", "vv", "w", "a2a", "_"]
    let agents = try (0..<8).map { index in
      let name = "x" + (0..<3).map { _ in letters[random.next(letters.count)] }.joined()
      let skills = (0..<3).map { _ in (0..<3).map { _ in letters[random.next(letters.count)] }.joined() }
      return try Self.agent("\(name)\(index % 2)", skills)
    }
    let catalog = ToolCatalog(AgentNames().naming(agents))
    var owners: [[UInt8]: String] = [:]
    for agent in catalog.snapshots {
      for tool in catalog.names(of: agent) {
        let skeleton = ConfusableName.skeleton(tool)
        #expect(owners[skeleton] == nil || owners[skeleton] == agent.name, "\(tool)")
        owners[skeleton] = agent.name
        #expect(!tool.hasPrefix(ToolName.reservedPrefix))
      }
    }
    #expect(Set(catalog.tools.map(\.name)).count == catalog.tools.count)
  }
}

/// Numbers that are the same on every run.
private struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((bits ^ (bits >> 31)) % UInt64(bound))
  }
}
