import A2A
import JSON
import Settings
import Testing

@testable import Bridging

@Suite struct InstructionsTests {
  private static func agents(_ count: Int, _ purpose: String = "Helps.") -> [Instructions.Agent] {
    (0..<count).map { Instructions.Agent(name: "agent_\($0)", mode: .perSkill, purpose: purpose) }
  }

  @Test func namesTheAgentsAndWhatEachIsFor() {
    let agents = [
      Instructions.Agent(name: "weather", mode: .perSkill, purpose: "Tells\nthe\u{1B}[2J weather."),
      Instructions.Agent(name: "late", mode: .perAgent),
    ]
    let text = Instructions(agents: agents).text
    #expect(text.hasSuffix("\n\nThe agents, in their own words:\n- weather: Tells the weather.\n- late"))
    for word in ["context_id", "task_id", "a2a_task_wait", "state=working", "state=input-required"] {
      #expect(text.contains(word))
    }
  }

  @Test(
    arguments: [
      ([ToolMode.perSkill], ["<agent>_<skill>"], ["a2a_search_skills", "`skill`"]),
      ([.perAgent], ["`skill`"], ["a2a_search_skills", "<agent>_<skill>"]),
      ([.search], ["a2a_search_skills", "a2a_call_skill"], ["<agent>_<skill>", "`skill`"]),
      ([.search, .perSkill], ["a2a_search_skills", "<agent>_<skill>"], ["`skill`"]),
      ([], [], ["a2a_search_skills", "<agent>_<skill>", "`skill`", "The agents"]),
    ] as [([ToolMode], [String], [String])])
  func saysHowToUseWhatThereIs(_ modes: [ToolMode], _ present: [String], _ absent: [String]) {
    let agents = modes.map { Instructions.Agent(name: "a", mode: $0) }
    let text = Instructions(agents: agents).text
    #expect(present.allSatisfy(text.contains))
    #expect(!absent.contains(where: text.contains))
  }

  @Test(arguments: [1, 5, 20, 40, 128]) func hostsReadThemAll(_ count: Int) {
    for purpose in ["Helps.", String(repeating: "天気", count: 10_000), ""] {
      let text = Instructions(agents: Self.agents(count, purpose)).text
      #expect(text.utf8.count <= Instructions.maxBytes)
      let shown = text.split(separator: "\n").count { $0.hasPrefix("- agent_") }
      #expect(shown >= min(count, 64))
      #expect(shown == count || text.hasSuffix("\nand \(count - shown) more"))
    }
  }

  @Test func theirGistComesFirst() {
    let text = Instructions(agents: Self.agents(100)).text
    #expect(String(decoding: text.utf8.prefix(512), as: UTF8.self).contains("`message`"))
  }
}
