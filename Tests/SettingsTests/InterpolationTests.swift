import Telemetry
import Testing

@testable import Settings

struct InterpolationTests {
  static let templates: [(String, [StringTemplate.Piece])] = [
    ("", []),
    ("plain", [.literal("plain")]),
    ("$", [.literal("$")]), ("$$", [.literal("$$")]), ("$VAR", [.literal("$VAR")]),
    ("a}b", [.literal("a}b")]),
    ("${A}", [.variable(name: "A", default: nil)]),
    ("${_a1}", [.variable(name: "_a1", default: nil)]),
    (
      "x${A}y${B}",
      [.literal("x"), .variable(name: "A", default: nil), .literal("y"), .variable(name: "B", default: nil)]
    ),
    ("${A:-}", [.variable(name: "A", default: "")]),
    ("${A:-a b:-c}", [.variable(name: "A", default: "a b:-c")]),
    ("${A:-https://ü.example}", [.variable(name: "A", default: "https://ü.example")]),
    ("$${A}", [.literal("${A}")]),
    ("$$${A}", [.literal("$${A}")]),
    ("$${${A}", [.literal("${"), .variable(name: "A", default: nil)]),
  ]

  @Test(arguments: templates)
  func templatesAreRead(_ text: String, _ pieces: [StringTemplate.Piece]) throws {
    #expect(try StringTemplate(text).pieces == pieces)
  }

  @Test(arguments: [
    ("${", StringTemplate.Fault.unclosed), ("a${A", .unclosed), ("${A ${B", .unclosed), ("${}", .invalidName),
    ("${1A}", .invalidName), ("${A-B}", .invalidName), ("${A:B}", .invalidName), ("${A:}", .invalidName),
    ("${env:A}", .invalidName), ("${ A}", .invalidName), ("${é}", .invalidName), ("${a.b}", .invalidName),
    // The inner one would be sent as it stands.
    ("${A:-${B}}", .nested), ("${A:-x${B}y}", .nested), ("${A:-$${B}", .nested),
  ])
  func badTemplatesAreRefused(_ text: String, _ fault: StringTemplate.Fault) {
    #expect(throws: fault) { try StringTemplate(text) }
  }

  @Test(arguments: [
    ("https://${HOST}/x", "https://h.example/x"), ("https://${NONE:-d.example}", "https://d.example"),
    ("https://${EMPTY:-d.example}", "https://d.example"),
    ("https://h.example/${EMPTY}", "https://h.example/"),
    ("https://h.example/$${HOST}", "https://h.example/${HOST}"),
    ("https://${HOST:-d}:${PORT}", "https://h.example:81"),
    ("https://h.example/$HOST", "https://h.example/$HOST"),
  ])
  func variablesAreFilledIn(_ url: String, _ expected: String) throws {
    let environment = ["HOST": "h.example", "EMPTY": "", "PORT": "81"]
    let settings = try Configuration("{\"agents\": [\"\(url)\"]}", environment: environment).settings()
    #expect(settings.agents.map(\.url) == [expected])
    #expect(settings.agents.map(\.isEnabled) == [true])
  }

  /// Every string of an agent that is no secret.
  static let slots = [
    #""name": "${X}""#, #""allowedOrigins": ["https://b.example", "${X}"]"#,
    #""timeouts": {"connect": "${X}"}"#,
    #""timeouts": {"card": "${X}"}"#, #""timeouts": {"firstByte": "${X}"}"#, #""timeouts": {"idle": "${X}"}"#,
    #""timeouts": {"task": "${X}"}"#, #""wait": "${X}""#, #""onCancel": "${X}""#,
    #""tools": {"include": ["${X}"]}"#,
    #""tools": {"exclude": ["${X}"]}"#, #""tools": {"rename": {"s": "${X}"}}"#,
    #""tools": {"descriptions": {"s": "${X}"}}"#,
    #""auth": {"type": "apiKey", "header": "${X}", "key": "k3y-value"}"#,
    #""headers": {"X-Team": "${X}"}"#, #""auth": {"type": "bearer", "token": {"file": "${X}"}}"#,
  ]

  @Test(arguments: slots)
  func anUnsetVariableDisablesItsAgentOnly(_ slot: String) throws {
    let text = #"{"agents": [{"url": "https://a.example", \#(slot)}, "https://b.example"]}"#
    let settings = try Configuration(text).settings()
    let reason = try #require(settings.agents[0].reason)
    #expect(reason.hasPrefix("agents[0]."))
    #expect(reason.hasSuffix(": the environment variable X is not set"))
    #expect(settings.agents[1].isEnabled)
    #expect(
      settings.findings.map(\.description) == ["bridge.json:1:13: error: agents[0] is disabled: \(reason)"])
  }

  /// What a variable says wrongly is not the file's fault, and is not shown: it may be a secret in the wrong place.
  @Test(
    arguments: slots.filter { !$0.contains("exclude") && !$0.contains("include") && !$0.contains("X-Team") })
  func aBadValueInAVariableDisablesItsAgentUnseen(_ slot: String) throws {
    let canary = slot.contains("descriptions") ? String(repeating: "canary", count: 1_000) : "Canary /:"
    let settings = try Configuration(agent: slot, environment: ["X": canary]).settings()
    let reason = try #require(settings.agents[0].reason)
    if slot.contains("\"file\"") {
      #expect(reason.contains("cannot read \"Canary /:\""))  // A path has to be named.
    } else {
      #expect(!reason.lowercased().contains("canary"))
      #expect(reason.hasSuffix("which the value of ${X} is not"))
    }
  }

  @Test func anUnsetURLDisablesTheAgent() throws {
    let text = #"{"agents": ["${X}", {"name": "b", "url": "${Y}/z"}]}"#
    let settings = try Configuration(text, environment: ["Y": "no-url"]).settings()
    #expect(settings.agents[0].reason == "agents[0]: the environment variable X is not set")
    #expect(
      settings.agents[1].reason
        == #"agents[1].url must be a URL such as "https://agent.example.com", which the value of ${Y} is not"#
    )
    #expect(settings.findings.map(\.severity) == [.error, .error])
    #expect(settings.findings.last?.text.hasPrefix("agent \"b\" is disabled: ") == true)
  }

  @Test func everyReasonIsGiven() throws {
    let agent =
      #""auth": {"type": "bearer", "token": "${A}"}, "wait": "${B}", "headers": {"X-T": {"env": "C"}}"#
    let text = #"{"agents": [{"name": "${N}", "url": "${U}", \#(agent)}]}"#
    #expect(
      try Configuration(text).agent().reason
        == "agents[0].url: the environment variable U is not set; "
        + "agents[0].name: the environment variable N is not set; "
        + "agents[0].headers.X-T.env: the environment variable C is not set; "
        + "agents[0].auth.token: the environment variable A is not set; "
        + "agents[0].wait: the environment variable B is not set")
  }

  @Test func anAgentThatDoesNotInheritItIsNotDisabled() throws {
    let text = """
      {"defaults": {"auth": {"type": "bearer", "token": "${NONE}"}, "headers": {"X-T": "${NONE}"}},
       "agents": ["https://a.example",
                  {"url": "https://b.example", "auth": {"type": "none"}, "headers": {"x-t": "own"}}]}
      """
    let agents = try Configuration(text).settings().agents
    #expect(
      agents[0].reason == "defaults.headers.X-T: the environment variable NONE is not set; "
        + "defaults.auth.token: the environment variable NONE is not set")
    #expect(agents[0].credential == .none)
    #expect(agents[1].isEnabled)
  }

  @Test func aSwitchedOffAgentNeedsNothing() throws {
    let agent = #""enabled": false, "auth": {"type": "bearer", "token": "${NONE}"}"#
    let settings = try Configuration(agent: agent).settings()
    #expect(settings.agents[0].status == .off)
    #expect(settings.findings.isEmpty)
  }

  @Test func anOverlongValueDisablesTheAgent() throws {
    let environment = ["X": String(repeating: "x", count: 40_000)]
    let reason = try Configuration(agent: #""name": "${X}${X}""#, environment: environment).agent().reason
    #expect(reason == "agents[0].name: it is longer than 64 KiB")
  }
}
