import Settings
import Testing

@testable import Bridging

@Suite struct AgentNamesTests {
  private static func agent(_ name: String, at host: String, named: Bool = false) throws -> AgentSnapshot {
    var settings = AgentSettings(url: "https://\(host).example")
    if named { settings.name = name }
    return try Samples.agent(name, settings: settings)
  }

  private static func marked(_ name: String, _ host: String) -> String {
    "\(name)_\(Slug.fingerprint("https://\(host).example"))"
  }

  @Test func areThoseOfTheCardsWhereTheyDiffer() throws {
    let agents = try [Self.agent("a", at: "one"), Self.agent("b", at: "two")]
    #expect(AgentNames().naming(agents).map(\.name) == ["a", "b"])
  }

  @Test func areMarkedForAllWhoWantTheSameAtOnce() throws {
    let agents = try [Self.agent("a", at: "one"), Self.agent("a", at: "two")]
    let marked = [Self.marked("a", "one"), Self.marked("a", "two")]
    #expect(AgentNames().naming(agents).map(\.name) == marked)
    #expect(AgentNames().naming(agents.reversed()).map(\.name) == marked.reversed())
  }

  @Test func stayOnceTheyAreGiven() throws {
    var names = AgentNames()
    let first = try Self.agent("a", at: "one")
    names.keep(names.naming([first]))
    let late = try Self.agent("a", at: "two")
    #expect(names.naming([late, first]).map(\.name) == [Self.marked("a", "two"), "a"])
    // The card may say what it likes by now.
    let renamed = try Self.agent("b", at: "one")
    #expect(names.naming([renamed]).map(\.name) == ["a"])
  }

  @Test func areNotFinalBeforeTheyAreKept() throws {
    var names = AgentNames()
    let agents = try [Self.agent("a", at: "one"), Self.agent("a", at: "two")]
    _ = names.naming([agents[0]])
    #expect(names.naming(agents).map(\.name) == [Self.marked("a", "one"), Self.marked("a", "two")])
    names.keep(names.naming(agents))
    #expect(names.naming([agents[0]]).map(\.name) == [Self.marked("a", "one")])
  }

  @Test func ofTheUserAreTakenFromTheStart() throws {
    let names = AgentNames(configured: ["a"])
    #expect(names.naming([try Self.agent("a", at: "one")]).map(\.name) == [Self.marked("a", "one")])
    #expect(names.naming([try Self.agent("a", at: "two", named: true)]).map(\.name) == ["a"])
  }
}
