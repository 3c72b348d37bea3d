import JSON
import Settings
import Testing

@testable import Bridging

@Suite struct FindingTests {
  @Test(arguments: [
    (Finding(.ok, "a", "fine"), "ok       a: fine"),
    (Finding(.warning, "a", "odd", fix: "look"), "warning  a: odd. Fix: look"),
    (Finding(.error, "a", "broken", fix: "mend it"), "error    a: broken. Fix: mend it"),
  ]) func isALine(_ finding: Finding, _ line: String) {
    #expect(finding.line == line)
  }

  static let documents: [(Finding, JSONValue)] = [
    (Finding(.ok, "a", "fine"), ["severity": "ok", "subject": "a", "text": "fine"]),
    (
      Finding(.error, "a", "broken", fix: "mend it"),
      ["severity": "error", "subject": "a", "text": "broken", "fix": "mend it"]
    ),
  ]

  @Test(arguments: documents) func isJSON(_ finding: Finding, _ json: JSONValue) {
    #expect(finding.json == json)
  }

  @Test(arguments: [
    (
      SettingsFinding(.error, "lost", at: SettingsLocation(file: "b.json", line: 2, column: 3)),
      Finding(.error, "b.json:2:3", "lost")
    ),
    (SettingsFinding(.warning, "odd", at: nil), Finding(.warning, "configuration", "odd")),
  ]) func isMadeOfOneOfTheSettings(_ settings: SettingsFinding, _ finding: Finding) {
    #expect(Finding(settings) == finding)
  }
}

@Suite struct HostCeilingsTests {
  @Test(arguments: [0, 1, 39, 40]) func aFewToolsAreFine(_ count: Int) {
    #expect(HostCeilings.finding(for: count) == nil)
  }

  @Test(arguments: [
    (41, "Cursor takes 40"), (100, "Cursor takes 40"), (101, "Cursor takes 40, Windsurf takes 100"),
    (128, "Cursor takes 40, Windsurf takes 100"),
    (129, "Cursor takes 40, Windsurf takes 100, VS Code takes 128"),
  ]) func namesTheHostsThatTakeFewer(_ count: Int, _ hosts: String) throws {
    let finding = try #require(HostCeilings.finding(for: count))
    #expect(finding.severity == .warning)
    #expect(
      finding.text == "there are \(count) tools, and some hosts leave out what is too many (\(hosts))")
    #expect(finding.fix?.contains("\"tools\": {\"mode\": \"perAgent\"} or \"search\"") == true)
  }
}
