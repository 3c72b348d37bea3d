import Testing

@testable import Bridging

@Suite struct ToolNameTests {
  private static func name(_ agent: String, _ skill: String, as alias: String? = nil) -> String {
    ToolName.names(for: [ToolName.Subject(agent: agent, skill: skill, alias: alias)])[0]
  }

  @Test(arguments: [
    ("weather", "forecast", nil as String?, "weather_forecast"),
    ("weather", "Forecast-Daily", nil, "weather_forecast_daily"),
    ("weather", "a.b/c:d e", nil, "weather_a_b_c_d_e"),
    ("weather", "__x__", nil, "weather_x"),
    ("weather", "forecast-daily", "daily", "weather_daily"),
    ("weather", "", nil, "weather"),
    ("7days", "x", nil, "agent_7days_x"),
    ("weather", "天気", nil, "weather"),
  ]) func isPlain(_ agent: String, _ skill: String, _ alias: String?, _ name: String) {
    #expect(Self.name(agent, skill, as: alias) == name)
  }

  @Test(arguments: [
    ("weather", String(repeating: "x", count: 300)),
    ("a23456789012345678901234", "forecast_for_all_the_world"),
    ("a2a", "task_wait"), ("agent", String(repeating: "é", count: 300)),
  ]) func endsInAFingerprintWhereItMust(_ agent: String, _ skill: String) {
    let name = Self.name(agent, skill)
    #expect(name.utf8.count <= ToolName.maxLength)
    #expect(name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") })
    #expect(name.first?.isLetter == true)
    #expect(!name.hasPrefix("a2a_"))
    #expect(name == Self.name(agent, skill))
  }

  @Test func collisionsAreSettledWhateverTheOrder() {
    let subjects = ["a.b", "a_b", "A B", "c"].map { ToolName.Subject(agent: "x", skill: $0, alias: nil) }
    let names = ToolName.names(for: subjects)
    #expect(Set(names).count == 4)
    #expect(names[3] == "x_c")
    #expect(names.prefix(3).allSatisfy { $0.hasPrefix("x_a_b_") })
    #expect(ToolName.names(for: subjects.reversed()) == names.reversed())
  }

  /// A card takes no name from what the user has named.
  @Test func whoeverTheUserHasNamedKeepsItsName() {
    let whole = ToolName.Subject(agent: "bank", skill: "transfer", alias: "pay", writing: .all)
    let named = ToolName.Subject(agent: "bank", skill: "pay", writing: .agent)
    let stranger = ToolName.Subject(agent: "bank_pay", skill: "中文")
    for subjects in [[whole, named, stranger], [stranger, whole], [named, whole]] {
      let names = ToolName.names(for: subjects)
      #expect(Set(names).count == subjects.count)
      #expect(names[subjects.firstIndex(of: whole) ?? 0] == "bank_pay")
    }
    let names = ToolName.names(for: [named, stranger])
    #expect(names[0] == "bank_pay" && names[1] != "bank_pay")
    // Of two that the user has named alike, none comes first.
    #expect(!ToolName.names(for: [whole, whole]).contains("bank_pay"))
  }

  /// A skill that is called what another's name comes to does not get that name.
  @Test func noPlainNameIsAnothersFingerprint() {
    let long = ToolName.Subject(agent: "bank", skill: String(repeating: "transfer", count: 8))
    let taken = ToolName.names(for: [long])[0]
    let imitator = ToolName.Subject(agent: "bank", skill: String(taken.dropFirst("bank_".count)))
    let names = ToolName.names(for: [imitator, long])
    #expect(names[1] == taken)
    #expect(names[0] != taken)
    #expect(taken.split(separator: "_").last?.count == Slug.fingerprintLength)
  }

  /// What nobody may call yet takes no name from what may be called.
  @Test func acceptedSkillsAreNamedFirst() {
    let names = ToolName.names(for: [
      ToolName.Subject(agent: "x", skill: "get-data"),
      ToolName.Subject(agent: "x", skill: "get_data", isWithheld: true),
      ToolName.Subject(agent: "x", skill: "other", isWithheld: true),
    ])
    #expect(names[0] == "x_get_data")
    #expect(names[1].hasPrefix("x_get_data_"))
    #expect(names[2] == "x_other")
  }
}
