import HTTP
import JSON
import Settings
import Testing

@testable import A2A
@testable import Bridging

@Suite struct AgentReportTests {
  private static func agent(_ change: (inout AgentSettings) -> Void = { _ in }) throws -> RemoteAgent {
    var settings = AgentSettings(url: "https://a.example")
    settings.name = "a"
    change(&settings)
    return try RemoteAgent(settings)
  }

  private static func card(_ members: JSONObject = [:]) throws -> FetchedCard {
    var card: JSONObject = ["name": "Weather", "url": "/rpc", "skills": [["id": "x", "name": "X"]]]
    for member in members { card[member.name] = member.value }
    return try FetchedCard(
      url: try WebURL("https://a.example/.well-known/agent-card.json"), etag: nil, document: .object(card))
  }

  @Test(arguments: AgentSettings.Status.allKinds)
  func tellsWhatTheConfigurationMakesOfAnAgent(_ status: AgentSettings.Status) throws {
    var settings = AgentSettings(url: "https://a.example")
    settings.status = status
    let log = CollectingLog()
    let roster = AgentRoster([settings], logger: log.logger)
    let report = try #require(roster.reports(ToolCatalog()).first)
    #expect(log.lines.isEmpty)
    switch status {
    case .enabled:
      #expect(roster.agents.count == 1)
      #expect(report.failure == .noCard)
    case .off:
      #expect(roster.agents.isEmpty)
      #expect(report.failure == nil)
      #expect(report.findings.map(\.line) == ["ok       https://a.example: switched off"])
    case .disabled:
      #expect(roster.agents.isEmpty)
      #expect(report.failure == .configuration)
      #expect(report.lines == ["https://a.example: disabled: no token"])
      // The settings have said it.
      #expect(report.findings.isEmpty)
    }
  }

  private enum Answer: Sendable {
    case speaks, objects, untried, noCredentials, noContact
  }

  /// An agent is of no use only where none of those that were asked is of any.
  @Test(
    arguments: [
      ([], nil), ([.untried], nil), ([.speaks], nil), ([.objects], nil), ([.noContact], .noCard),
      ([.noCredentials], .credentials), ([.untried, .noContact], .noCard), ([.noContact, .speaks], nil),
      ([.noContact, .objects], nil), ([.noContact, .noCredentials], .credentials),
      ([.noCredentials, .noContact], .credentials), ([.noContact, .noContact], .noCard),
    ] as [([Answer], AgentReport.Failure?)])
  private func tellsWhetherAnInterfaceIsOfUse(_ answers: [Answer], _ failure: AgentReport.Failure?) throws {
    let agent = try Self.agent()
    let choice = agent.access.choice(for: try Self.card())
    let candidate = try #require(choice.candidates.first)
    let route = try #require(candidate.routes.first)
    let probes = answers.map { answer in
      let outcome: InterfaceProbe.Outcome =
        switch answer {
        case .speaks: .speaks(route)
        case .objects: .objects(route, A2AError(.unsupportedOperation, "no", mayHaveRun: false))
        case .untried: .untried("not used")
        case .noCredentials: .fails(A2AError(.unauthenticated, "who are you?", mayHaveRun: false))
        case .noContact: .fails(A2AError(.transport(.refused), "refused", mayHaveRun: false))
        }
      return InterfaceProbe(candidate: candidate, outcome: outcome)
    }
    let probe = AgentProbe(of: agent, probes)
    #expect(probe.failure == failure)
    #expect(probe.findings.count == answers.count)
    #expect(
      probe.findings.map { $0.severity == .warning }
        == answers.map { $0 == .noContact || $0 == .noCredentials })
  }

  @Test(arguments: ["https://münchen.example", "http://a:99999", "ftp://a.example", "http://", "not a url"])
  func tellsOfAnAddressThatIsNone(_ url: String) throws {
    let log = CollectingLog()
    let roster = AgentRoster([AgentSettings(url: url)], logger: log.logger)
    let report = try #require(roster.reports(ToolCatalog()).first)
    #expect(roster.agents.isEmpty)
    #expect(log.lines.count == 1)
    #expect(report.failure == .configuration)
    #expect(report.findings.map(\.severity) == [.error])
    #expect(report.findings.allSatisfy { $0.subject == url && $0.fix != nil })
  }

  @Test func keepsTheOrderOfTheConfiguration() throws {
    let settings = ["https://a.example", "nonsense", "https://b.example"].map { AgentSettings(url: $0) }
    let roster = AgentRoster(settings, logger: CollectingLog().logger)
    #expect(
      roster.reports(ToolCatalog()).compactMap { $0.findings.first?.subject } == [
        "https://a.example/", "nonsense", "https://b.example/",
      ])
  }

  @Test(
    arguments: [
      (.status(404), .noCard, "is the agent running, and is this its address?"),
      (.notACard("x"), .noCard, "is the agent running, and is this its address?"),
      (.transport(HTTPError(.refused, "x")), .noCard, "is the agent running, and is this its address?"),
      (.transport(HTTPError(.tls, "x")), .noCard, "see \"tls\" of this agent in bridge.json"),
      (
        .transport(HTTPError(.addressRefused, "x")), .noCard,
        "if that address is meant, name it in \"url\" of this agent in bridge.json"
      ),
      (
        .transport(HTTPError(.unencrypted, "x")), .noCard,
        "give this agent an https:// address in bridge.json, or set \"allowHttp\": true if its credentials may be "
          + "read on the way"
      ),
      (.refused(401), .credentials, "set \"auth\" of this agent in bridge.json"),
      (
        .authorization(AuthorizationFailure(reason: "no token")), .credentials,
        "set \"auth\" of this agent in bridge.json"
      ),
      (
        .authorization(AuthorizationFailure(reason: "no token", isTemporary: true)), .noCard,
        "try again later: what gives out the credentials is out of reach, not the agent"
      ),
    ] as [(CardFailure.Cause, AgentReport.Failure, String)])
  func tellsWhyThereIsNoCard(
    _ cause: CardFailure.Cause, _ failure: AgentReport.Failure, _ fix: String
  ) throws {
    let place = try WebURL("https://a.example/card")
    let report = AgentReport(
      try Self.agent(), CardFailure(attempts: [CardFailure.Attempt(url: place, cause: cause)]))
    #expect(report.failure == failure)
    #expect(report.document == nil)
    #expect(report.lines.last == "  https://a.example/card: \(cause)")
    #expect(report.findings.map(\.fix) == [fix])
  }

  @Test func showsTheWholeCard() throws {
    let card = try Self.card([
      "version": "1.2", "description": "Knows\n the\u{1B}[31m sky.",
      "provider": ["organization": "Sky Ltd", "url": "https://sky.example"],
      "capabilities": ["streaming": true, "pushNotifications": true],
      "defaultOutputModes": ["text/plain", "application/json"],
      "securitySchemes": ["key": ["type": "http", "scheme": "bearer"]],
      "skills": [["id": "x", "name": "X"], ["id": "map", "name": "Map", "outputModes": ["image/png"]]],
    ])
    let report = AgentReport(try Self.agent(), card, tools: ["a_x", "a_map"])
    #expect(report.failure == nil)
    #expect(report.document == card.document)
    #expect(
      report.lines == [
        "Weather 1.2",
        "  card        https://a.example/.well-known/agent-card.json",
        "  provider    Sky Ltd",
        "  says        Knows the sky.",
        "  interface → JSONRPC 0.3 /rpc (first choice, its address is trusted)",
        "  streaming   yes",
        "  push        yes",
        "  output      text/plain, application/json",
        "  security    key (http bearer)",
        "  skill       x – X",
        "  skill       map – Map (image/png)",
        "  odd         an interface's address is relative; it is resolved against the card's own",
        "  signature   none",
      ])
  }

  @Test func showsWhatIsBeyondTheUsual() throws {
    let card = try Self.card([
      "version": "v\u{7}1", "protocolVersion": "1.0\u{1B}[31m", "skills": [["id": "x", "name": "X"]],
      "capabilities": [
        "extensions": [["uri": "https://ext.example/a", "required": true], ["uri": "urn:b\u{1B}"]]
      ],
    ])
    let lines = AgentReport(try Self.agent(), card).lines
    #expect(
      lines.filter { ["extension", "odd"].contains($0.split(separator: " ").first ?? "") } == [
        "  extension   https://ext.example/a (required)",
        "  extension   urn:b",
        "  odd         it claims A2A 1.0 but has the shape of 0.3; the shape is believed",
        "  odd         an interface's address is relative; it is resolved against the card's own",
      ])
  }

  /// Nothing that a card says ends a line or commands a terminal, wherever it says it.
  @Test func printsNothingThatIsNotALine() throws {
    let evil = "X\u{1B}[2J\u{9B}31m\u{202E}\nok       evil: all is well"
    let whole: JSONObject = [
      "name": "A", "description": "B", "version": "1", "protocolVersion": "0.3",
      "preferredTransport": "JSONRPC",
      "url": "https://a.example/rpc", "provider": ["organization": "C"],
      "additionalInterfaces": [["url": "https://b.example", "transport": "JSONRPC"]],
      "capabilities": ["extensions": [["uri": "urn:x", "required": true, "description": "D"]]],
      "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
      "securitySchemes": ["k": ["type": "apiKey", "in": "header", "name": "X-Key"]],
      "security": [["k": ["s"]]],
      "skills": [
        [
          "id": "x", "name": "X", "description": "Y", "tags": ["t"], "examples": ["e"],
          "outputModes": ["a/b"],
          "inputModes": ["c/d"],
        ]
      ],
    ]
    var newer = whole
    newer["url"] = nil
    newer["supportedInterfaces"] = [
      ["url": "https://a.example/rpc", "protocolBinding": "JSONRPC", "protocolVersion": "1.0", "tenant": "t"]
    ]
    let place = try WebURL("https://a.example/card.json")
    for document in [whole, newer].flatMap({ Self.spoilt(.object($0), with: evil) }) {
      guard let card = try? FetchedCard(url: place, document: document) else { continue }
      let agent = try Self.agent()
      var all = AgentReport(agent, card, tools: ["a_x"]).printed
      agent.adopt(card)
      all += agent.report(ToolCatalog(agent.snapshot.map { [$0] } ?? [])).printed + PinReport(agent).lines
      all += CardFacts(card).changes(to: CardFacts(try Self.card())).map(\.description)
      for line in all {
        #expect(
          !line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B || $0.value == 0x202E },
          "\(line)")
      }
    }
  }

  /// `json` with each of its texts and names replaced in turn.
  private static func spoilt(_ json: JSONValue, with text: String) -> [JSONValue] {
    switch json {
    case .null, .bool, .number: []
    case .string: [.string(text)]
    case .array(let elements):
      elements.indices.flatMap { index in
        spoilt(elements[index], with: text).map { value in
          var changed = elements
          changed[index] = value
          return JSONValue.array(changed)
        }
      }
    case .object(let object):
      object.members.flatMap { member -> [JSONValue] in
        var renamed = object
        renamed[member.name] = nil
        renamed[text] = member.value
        return [.object(renamed)]
          + spoilt(member.value, with: text).map { value in
            var changed = object
            changed[member.name] = value
            return .object(changed)
          }
      }
    }
  }

  /// Members of the card, the tools, how many skills are left out, and what is found.
  static let cards: [(JSONObject, [String], Int, [String])] = [
    (
      [:], ["a_x", "a_y"], 0, ["ok       a: JSONRPC 0.3 at https://a.example/rpc, 2 tools: a_x, a_y"]
    ),
    (
      [:], ["a_x"], 12,
      [
        "ok       a: JSONRPC 0.3 at https://a.example/rpc, 1 tools: a_x",
        "warning  a: 12 skills are left out; one agent has at most 1000 tools. "
          + "Fix: choose skills with \"tools\": {\"include\": […]} of this agent in bridge.json",
      ]
    ),
    (
      [:], [], 0,
      [
        "ok       a: JSONRPC 0.3 at https://a.example/rpc, 0 tools: ",
        "warning  a: none of its skills is a tool. "
          + "Fix: see \"tools\": {\"include\", \"exclude\"} in bridge.json",
      ]
    ),
    (
      ["securitySchemes": ["key": ["type": "http", "scheme": "bearer"]]], ["a_x"], 0,
      [
        "ok       a: JSONRPC 0.3 at https://a.example/rpc, 1 tools: a_x",
        "warning  a: the card wants \"key\" (http bearer); no credentials are configured. "
          + "Fix: see \"auth\" of this agent in bridge.json if its calls are refused",
      ]
    ),
    // Whoever may come as nobody needs nothing.
    (
      ["securitySchemes": ["key": ["type": "http", "scheme": "bearer"]], "security": [["key": []], [:]]],
      ["a_x"], 0, ["ok       a: JSONRPC 0.3 at https://a.example/rpc, 1 tools: a_x"]
    ),
    (
      ["url": "https://b.example"], [], 0,
      [
        "error    a: no interface that can be used (JSONRPC https://b.example: it is at another origin, "
          + "https://b.example, which is not in \"allowedOrigins\"). "
          + "Fix: if another origin is right, add it to \"allowedOrigins\" of this agent in bridge.json"
      ]
    ),
  ]

  @Test(arguments: cards)
  func findsWhatStandsInTheWay(
    _ members: JSONObject, _ tools: [String], _ omitted: Int, _ lines: [String]
  ) throws {
    let report = AgentReport(try Self.agent(), try Self.card(members), tools: tools, omittedSkills: omitted)
    #expect(report.findings.map(\.line) == lines)
    #expect((report.failure == .unusable) == lines[0].hasPrefix("error"))
  }
}

extension AgentSettings.Status {
  fileprivate static let allKinds: [AgentSettings.Status] = [.enabled, .off, .disabled(reason: "no token")]
}

extension AgentReport {
  fileprivate var printed: [String] { lines + findings.map(\.line) }
}
