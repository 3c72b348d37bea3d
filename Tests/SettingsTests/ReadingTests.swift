import JSON
import Settings
import Telemetry
import Testing

struct ReadingTests {
  @Test func aURLIsEnough() throws {
    let settings = try Configuration(#"{"agents": ["https://agent.example.com"]}"#).settings()
    #expect(settings.agents == [AgentSettings(url: "https://agent.example.com")])
    #expect(settings.logging == LogOptions())
    #expect(settings.findings.isEmpty)
  }

  @Test func defaultsAreTheDocumentedOnes() throws {
    let settings = try Configuration(#"{"agents": ["https://a.example"]}"#).settings()
    let agent = try #require(settings.agents.first)
    #expect(agent.name == nil)
    #expect(agent.isEnabled)
    #expect(agent.headers.isEmpty)
    #expect(agent.credential == .none)
    #expect(agent.allowedOrigins.isEmpty)
    #expect(agent.timeouts.connect == .seconds(5))
    #expect(agent.timeouts.card == .seconds(10))
    #expect(agent.timeouts.firstByte == .seconds(30))
    #expect(agent.timeouts.idle == .seconds(60))
    #expect(agent.timeouts.task == .seconds(3_600))
    #expect(agent.wait == .duration(.seconds(50)))
    #expect(agent.onCancel == .cancel)
    #expect(agent.tools == ToolSettings())
    #expect(agent.tools.admits("anything"))
    #expect(agent.tools.mode == .perSkill)
    #expect(agent.tools.outputSchemas.isEmpty)
    #expect(agent.results.maxCharacters == 20_000)
    #expect(!agent.results.links)
    #expect(agent.results.filesDirectory == nil)
    #expect(agent.filesRoot == nil)
    #expect(agent.protocols == ProtocolSettings())
    #expect(agent.protocols.bindings.isEmpty)
    #expect(agent.protocols.dialect == .auto)
    #expect(!settings.tools.taskList)
    #expect(settings.push == nil)
    #expect(settings.limits.concurrentCalls == 32)
    #expect(settings.logging == LogOptions(level: .info, format: .auto, file: nil))
    #expect(settings.stateDirectory == nil)
  }

  @Test func everyKeyIsRead() throws {
    let text = """
      { // a comment
        "$schema": 5, /* anything */
        "agents": [{
          "name": "weather_2", "url": "HTTPS://weather.example:8443/a2a?x=1", "enabled": true,
          "headers": {"X-Team": "platform"},
          "auth": {"type": "apiKey", "header": "X-Api-Key", "key": "k3y-value"},
          "allowedOrigins": ["https://eu.example", "http://localhost:8080/"],
          "timeouts": {"connect": "1s", "card": "2s", "firstByte": "3s", "idle": "4s", "task": "5m"},
          "wait": "terminal", "onCancel": "detach",
          "tools": {
            "include": ["fore*"], "exclude": ["*-x"],
            "rename": {"forecast-daily": "daily"}, "descriptions": {"forecast-daily": "The days."},
            "mode": "search", "outputSchemas": {"x": {"type": "object", "title": "${KEPT}"}},
          },
          "results": {"maxCharacters": 5e3, "links": true, "filesDir": "saved"},
          "filesRoot": "/srv/files",
          "protocol": {
            "bindings": ["GRPC", "HTTP+JSON", "JSONRPC"], "dialect": "0.3",
            "extensions": ["https://ext.example/v1", "urn:x:y"],
          },
        },],
        "logging": {"level": "debug", "format": "json", "file": "logs/bridge.log"},
        "state": {"dir": "/var/lib/bridge"},
        "limits": {"concurrentCalls": 4},
        "tools": {"taskList": true},
        "push": {"listen": "127.0.0.1:8787", "url": "https://public.example/push"},
      }
      """
    var configuration = Configuration(text)
    configuration.path = "/etc/bridge/bridge.json"
    let settings = try configuration.settings()
    var expected = AgentSettings(url: "HTTPS://weather.example:8443/a2a?x=1")
    expected.name = "weather_2"
    expected.headers = [HeaderSettings(name: "X-Team", value: .value(Secret("platform")))]
    expected.credential = .apiKey(.header("X-Api-Key"), key: .value(Secret("k3y-value")))
    expected.allowedOrigins = ["https://eu.example", "http://localhost:8080"]
    expected.timeouts.connect = .seconds(1)
    expected.timeouts.card = .seconds(2)
    expected.timeouts.firstByte = .seconds(3)
    expected.timeouts.idle = .seconds(4)
    expected.timeouts.task = .seconds(300)
    expected.wait = .terminal
    expected.onCancel = .detach
    expected.tools.include = [try #require(Glob("fore*"))]
    expected.tools.exclude = [try #require(Glob("*-x"))]
    expected.tools.rename = ["forecast-daily": "daily"]
    expected.tools.descriptions = ["forecast-daily": "The days."]
    expected.tools.mode = .search
    expected.tools.outputSchemas = ["x": ["type": "object", "title": "${KEPT}"]]
    expected.results.maxCharacters = 5_000
    expected.results.links = true
    expected.results.filesDirectory = "/etc/bridge/saved"
    expected.filesRoot = "/srv/files"
    expected.protocols.bindings = [.grpc, .httpJSON, .jsonRPC]
    expected.protocols.dialect = .v03
    expected.protocols.extensions = ["https://ext.example/v1", "urn:x:y"]
    #expect(settings.agents == [expected])
    #expect(settings.logging == LogOptions(level: .debug, format: .json, file: "/etc/bridge/logs/bridge.log"))
    #expect(settings.stateDirectory == "/var/lib/bridge")
    #expect(settings.limits.concurrentCalls == 4)
    #expect(settings.tools.taskList)
    #expect(
      settings.push
        == PushSettings(
          listen: ListenAddress(host: "127.0.0.1", port: 8787), url: "https://public.example/push"))
    #expect(settings.findings.isEmpty)
  }

  @Test func nullIsTheSameAsAbsent() throws {
    let agent =
      #""name": null, "enabled": null, "headers": null, "auth": null, "allowedOrigins": null, "wait": null"#
    let text = """
      {"defaults": null, "logging": {"level": null, "format": null, "file": null}, "state": {"dir": null},
       "limits": {"concurrentCalls": null}, "agents": [{"url": "https://a.example", \(agent), "onCancel": null,
       "timeouts": {"connect": null}, "tools": {"include": null, "mode": null, "outputSchemas": null},
       "results": {"maxCharacters": null, "links": null, "filesDir": null}, "filesRoot": null,
       "protocol": {"bindings": null, "dialect": null}}], "tools": null, "push": {"listen": null, "url": null}}
      """
    let settings = try Configuration(text).settings()
    #expect(settings.agents == [AgentSettings(url: "https://a.example")])
    #expect(settings.logging == LogOptions())
    #expect(settings.push == nil)
  }

  @Test func anAgentsOwnValueWinsOverTheDefaults() throws {
    let text = """
      {"defaults": {
         "headers": {"X-Team": "default", "X-Common": "common"}, "auth": {"type": "bearer", "token": "default-token"},
         "allowedOrigins": ["https://default.example"], "timeouts": {"connect": "1s", "card": "2s"},
         "wait": "1m", "onCancel": "detach",
         "tools": {"include": ["d*"], "exclude": ["e*"], "mode": "search", "outputSchemas": {"d": {"type": "object"}}},
         "results": {"maxCharacters": 1000, "links": true, "filesDir": "d"}, "filesRoot": "root", "protocol": {"bindings": ["GRPC"], "dialect": "guide"}
       },
       "agents": [
         {"url": "https://own.example", "headers": {"x-team": "own"}, "auth": {"type": "none"}, "allowedOrigins": [],
          "timeouts": {"connect": "9s"}, "wait": "2m", "onCancel": "cancel", "tools": {"include": ["o*"], "mode": "perSkill", "outputSchemas": {}},
          "results": {"maxCharacters": 2000, "links": false, "filesDir": "o"}, "filesRoot": "own", "protocol": {"bindings": []}},
         "https://inherits.example",
         {"url": "https://none.example", "results": {"filesDir": false}, "filesRoot": false}
       ]}
      """
    let agents = try Configuration(text).settings().agents
    let (own, heir) = (agents[0], agents[1])
    #expect(agents[2].results.filesDirectory == nil && agents[2].filesRoot == nil)
    #expect(own.headers.map(\.name) == ["X-Common", "x-team"])
    #expect(own.headers.map(\.value.value?.revealed) == ["common", "own"])
    #expect(own.credential == .none)
    #expect(own.allowedOrigins == [])
    #expect(own.timeouts.connect == .seconds(9))
    #expect(own.timeouts.card == .seconds(2))
    #expect(own.wait == .duration(.seconds(120)))
    #expect(own.onCancel == .cancel)
    #expect(own.tools.include.map(\.pattern) == ["o*"])
    #expect(own.tools.exclude.map(\.pattern) == ["e*"])
    #expect(own.results.maxCharacters == 2_000)
    #expect(own.tools.mode == .perSkill && heir.tools.mode == .search)
    #expect(own.tools.outputSchemas == [:] && heir.tools.outputSchemas == ["d": ["type": "object"]])
    #expect(!own.results.links && heir.results.links)
    #expect(own.results.filesDirectory == "o" && heir.results.filesDirectory == "d")
    #expect(own.filesRoot == "own" && heir.filesRoot == "root")
    #expect(own.protocols.bindings == [])
    #expect(own.protocols.dialect == .guide)
    #expect(heir.protocols.bindings == [.grpc])
    #expect(heir.headers.map(\.value.value?.revealed) == ["default", "common"])
    #expect(heir.credential == .bearer(.value(Secret("default-token"))))
    #expect(heir.allowedOrigins == ["https://default.example"])
    #expect(heir.timeouts.connect == .seconds(1))
    #expect(heir.wait == .duration(.seconds(60)))
    #expect(heir.onCancel == .detach)
    #expect(heir.tools.include.map(\.pattern) == ["d*"])
    #expect(heir.results.maxCharacters == 1_000)
  }

  @Test func aCardMayBeTheUsersOwn() throws {
    var configuration = Configuration(
      """
      {"agents": [
        {"card": "cards/${WHICH}.json", "name": "one"},
        {"card": {"name": "Two ${WHICH}", "url": "https://two.example"}, "url": "https://gateway.example"},
      ]}
      """, environment: ["WHICH": "first"])
    configuration.path = "/etc/bridge/bridge.json"
    configuration.files["/etc/bridge/cards/first.json"] = (#"{"name": "One"}"#, 0o644)
    let settings = try configuration.settings()
    #expect(settings.findings.isEmpty)
    #expect(settings.agents.map(\.url) == [nil, "https://gateway.example"])
    #expect(settings.agents.map(\.card?.file) == ["/etc/bridge/cards/first.json", nil])
    #expect(settings.agents.map { $0.card?.document["name"]?.string } == ["One", "Two ${WHICH}"])
    #expect(settings.agents.map(\.isEnabled) == [true, true])
  }

  @Test(
    arguments: [
      ("card.json", nil, #"there is no such file"#),
      ("card.json", "{", "line 1: the document ends too early"),
      ("card.json", "\"x\"", "it holds a string, not a card"),
      ("card.json", String(repeating: " ", count: OwnCard.maximumBytes + 1), "it is larger than 1024 KiB"),
    ] as [(String, String?, String)]) func aCardThatCantBeReadDisablesItsAgent(
      _ path: String, _ text: String?, _ reason: String
    ) throws
  {
    var configuration = Configuration(#"{"agents": [{"card": "\#(path)"}, "https://b.example"]}"#)
    configuration.files[path] = text.map { ($0, 0o644) }
    let settings = try configuration.settings()
    let words = #"agents[0].card: cannot read the card "\#(path)": \#(reason)"#
    #expect(settings.agents.map(\.status) == [.disabled(reason: words), .enabled])
    #expect(settings.findings.map(\.text) == ["agents[0] is disabled: " + words])
  }

  @Test func aSwitchedOffAgentIsKeptAndSaysWhy() throws {
    let agent = try Configuration(agent: #""enabled": false, "name": "staging""#).agent()
    #expect(agent.status == .off)
    #expect(agent.name == "staging")
    #expect(try Configuration(agent: #""enabled": false"#).settings().findings.isEmpty)
  }

  @Test(
    arguments: [
      ([], [], "anything", true), (["fore*"], [], "forecast", true), (["fore*"], [], "alerts", false),
      (["fore*", "alerts"], [], "alerts", true), ([], ["admin*"], "admin-x", false),
      ([], ["admin*"], "user", true),
      (["*"], ["admin*"], "admin-x", false),
    ] as [([String], [String], String, Bool)])
  func toolsAreIncludedAndExcluded(
    _ include: [String], _ exclude: [String], _ skill: String, _ expected: Bool
  ) {
    var tools = ToolSettings()
    tools.include = include.compactMap { Glob($0) }
    tools.exclude = exclude.compactMap { Glob($0) }
    #expect(tools.admits(skill) == expected)
  }

  @Test(arguments: [
    ("127.0.0.1:0", "127.0.0.1", 0), ("localhost:8787", "localhost", 8787), ("[::1]:65535", "::1", 65_535),
  ]) func agentsPushTo(_ text: String, _ host: String, _ port: Int) throws {
    let settings = try Configuration(#"{"agents": ["https://a.example"], "push": {"listen": "\#(text)"}}"#)
      .settings()
    let listen = ListenAddress(host: host, port: port)
    #expect(settings.push == PushSettings(listen: listen))
    #expect(listen.description == text)
    #expect(settings.findings.isEmpty)
  }

  @Test func aPortOfChanceBehindAPublicAddressIsAWarning() throws {
    let push = #""push": {"listen": "0.0.0.0:0", "url": "https://public.example"}"#
    let settings = try Configuration(#"{"agents": ["https://a.example"], \#(push)}"#).settings()
    #expect(settings.push?.listen.isUnspecified == true)
    #expect(
      settings.findings.map(\.text) == [
        "push.listen has the port 0, another one at each start, and push.url must lead to it"
      ])
  }

  @Test func noAgentsAreAWarning() throws {
    let settings = try Configuration(#"{"agents": []}"#).settings()
    #expect(settings.agents.isEmpty)
    #expect(
      settings.findings.map(\.description) == [
        "bridge.json:1:2: warning: \"agents\" is empty: there will be no tools"
      ])
  }

  @Test func agentsAreCounted() throws {
    func configuration(_ count: Int) -> Configuration {
      let urls = (0..<count).map { "\"https://a\($0).example\"" }.joined(separator: ",")
      return Configuration("{\"agents\": [\(urls)]}")
    }
    #expect(
      try configuration(BridgeSettings.maximumAgents).settings().agents.count == BridgeSettings.maximumAgents)
    #expect(
      configuration(BridgeSettings.maximumAgents + 1).problems()
        == ["bridge.json:1:2: agents has 129 entries; at most 128 are allowed"])
  }
}

struct URLTests {
  @Test func urlsMakeSettingsWithoutAFile() throws {
    let settings = try BridgeSettings(
      urls: ["https://a.example", "http://localhost:8080/x"],
      overrides: Overrides(logLevel: .debug, wait: .terminal),
      environment: ["HOME": "/home/u", "A2A_BRIDGE_LOG_LEVEL": "error", "A2A_BRIDGE_LOG_FORMAT": "json"])
    #expect(settings.agents.map(\.url) == ["https://a.example", "http://localhost:8080/x"])
    #expect(settings.agents.allSatisfy { $0.wait == .terminal && $0.isEnabled })
    #expect(settings.logging == LogOptions(level: .debug, format: .json))
    #expect(settings.stateDirectory == "/home/u/.local/state/a2a-bridge")
  }

  @Test func everyBadURLIsNamed() {
    let error = #expect(throws: SettingsError.self) {
      try BridgeSettings(
        urls: ["agent.example.com", "https://ok.example", "https://user:canary@a.example", "ftp://x?canary"],
        environment: [:])
    }
    #expect(
      error?.lines == [
        #"agent URL must be a URL such as "https://agent.example.com"; found "agent.example.com""#,
        #"agent URL must not hold a user name or password; use "auth" or "headers""#,
        #"agent URL must be a URL such as "https://agent.example.com""#,
      ])
  }

  @Test(arguments: [
    "https://a.example:8443/x?y=1#z", "http://[::1]:80", "http://[fe80::A.1]", "http://a_b", "http://a:",
    "http://xn--mnchen-3ya.example/münchen", "HTTP://A.EXAMPLE.:65535", "http://127.1", "http://a~b%2Dc",
  ]) func aURLThatMayBeOneIsTaken(_ url: String) throws {
    #expect(try BridgeSettings(urls: [url], environment: [:]).agents.map(\.url) == [url])
  }

  @Test func tooManyURLsAreRefused() {
    let urls = [String](repeating: "https://a.example", count: BridgeSettings.maximumAgents + 1)
    let error = #expect(throws: SettingsError.self) { try BridgeSettings(urls: urls, environment: [:]) }
    #expect(error?.lines == ["there are 129 agents; at most 128 can be bridged"])
  }

  private static let files = FileSource { (path, _) throws(FileFailure) in
    let texts = [
      "card.json": "{\"name\": \"A\"}", "/a/my card.JSON": "{}", "list.json": "[]", "cut.json": "{\n\"name\"",
    ]
    guard let text = texts[path] else { throw FileFailure.notFound }
    return FileContents(bytes: Array(text.utf8), permissions: 0o644, owner: .user)
  }

  @Test(arguments: [
    ("card.json", "card.json"), ("file:card.json", "card.json"),
    ("FILE:///a/my%20card.JSON", "/a/my card.JSON"),
    ("file://localhost/a/my card.JSON", "/a/my card.JSON"), ("/a/my card.JSON", "/a/my card.JSON"),
  ]) func aFileMayBeTheCard(_ argument: String, _ file: String) throws {
    let settings = try BridgeSettings(
      urls: [argument, "https://a.example/card.json"], environment: [:], files: Self.files)
    #expect(settings.agents.map(\.url) == [nil, "https://a.example/card.json"])
    #expect(settings.agents.map(\.card?.file) == [file, nil])
    #expect(settings.agents.map(\.label) == [file, "https://a.example/card.json"])
  }

  @Test(arguments: [
    ("none.json", #"cannot read the card "none.json": there is no such file"#),
    ("list.json", #"cannot read the card "list.json": it holds an array, not a card"#),
    ("cut.json", #"cannot read the card "cut.json": line 2: the document ends too early"#),
    ("file:/a/%zz.json", #"cannot read the card "/a/%zz.json": there is no such file"#),
    ("card.txt", #"agent URL must be a URL such as "https://agent.example.com"; found "card.txt""#),
  ]) func aBadFileIsNamed(_ argument: String, _ line: String) {
    let error = #expect(throws: SettingsError.self) {
      try BridgeSettings(urls: [argument], environment: [:], files: Self.files)
    }
    #expect(error?.lines == [line])
  }
}
