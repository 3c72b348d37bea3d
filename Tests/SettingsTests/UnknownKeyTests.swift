import Testing

@testable import Settings

struct UnknownKeyTests {
  /// In each object the file has: a typing error, a key of another object, a key of nothing.
  static let cases: [(String, String)] = [
    (#"{"agnets": 1, "agents": []}"#, #"1:2: unknown key "agnets" at the top level; did you mean "agents"?"#),
    (
      #"{"wait": "1s", "agents": []}"#,
      #"1:2: unknown key "wait" at the top level; it belongs in "defaults" or an agent"#
    ),
    (
      #"{"level": "info", "agents": []}"#,
      #"1:2: unknown key "level" at the top level; it belongs in "logging""#
    ),
    (#"{"mcpServers": {}, "agents": []}"#, #"1:2: unknown key "mcpServers" at the top level"#),
    (
      #"{"defaults": {"timeout": {}}, "agents": []}"#,
      #"1:15: unknown key "timeout" in defaults; did you mean "timeouts"?"#
    ),
    (
      #"{"defaults": {"url": "x"}, "agents": []}"#,
      #"1:15: unknown key "url" in defaults; it belongs in an agent"#
    ),
    (
      #"{"defaults": {"name": "x"}, "agents": []}"#,
      #"1:15: unknown key "name" in defaults; it belongs in an agent"#
    ),
    (
      #"{"defaults": {"enabled": true}, "agents": []}"#,
      #"1:15: unknown key "enabled" in defaults; it belongs in an agent"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "Name": "x"}]}"#,
      #"1:36: unknown key "Name" in agents[0]; did you mean "name"?"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "connect": "x"}]}"#,
      #"1:36: unknown key "connect" in agents[0]; it belongs in "timeouts""#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "onCanel": "x"}]}"#,
      #"1:36: unknown key "onCanel" in agents[0]; did you mean "onCancel"?"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "token": "x"}]}"#,
      #"1:36: unknown key "token" in agents[0]; it belongs in "auth""#
    ),
    (#"{"agents": [{"url": "https://a.b", "retry": 1}]}"#, #"1:36: unknown key "retry" in agents[0]"#),
    (
      #"{"agents": ["https://a.b", {"url": "https://a.b", "auth": {"type": "none", "token": "x"}}]}"#,
      #"1:76: unknown key "token" in agents[1].auth; it belongs to the "type" "bearer""#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "auth": {"type": "bearer", "token": "t0k3n", "key": "x"}}]}"#,
      #"1:81: unknown key "key" in agents[0].auth; it belongs to the "type" "apiKey""#
    ),
    (
      #"{"defaults": {"card": {"file": "x"}}, "agents": []}"#,
      #"1:24: unknown key "file" in defaults.card; it belongs in the "card" of an agent"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "auth": {"type": "bearer", "token": "t0k3n", "tokn": 1}}]}"#,
      #"1:81: unknown key "tokn" in agents[0].auth; did you mean "token"?"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "timeouts": {"firstbyte": "1s"}}]}"#,
      #"1:49: unknown key "firstbyte" in agents[0].timeouts; did you mean "firstByte"?"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "timeouts": {"wait": "1s"}}]}"#,
      #"1:49: unknown key "wait" in agents[0].timeouts; it belongs in "defaults" or an agent"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "tools": {"includes": []}}]}"#,
      #"1:46: unknown key "includes" in agents[0].tools; did you mean "include"?"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "results": {"format": "text"}}]}"#,
      #"1:48: unknown key "format" in agents[0].results; it belongs in "logging""#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "tools": {"outputSchema": {}}}]}"#,
      #"1:46: unknown key "outputSchema" in agents[0].tools; did you mean "outputSchemas"?"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "results": {"link": true}}]}"#,
      #"1:48: unknown key "link" in agents[0].results; did you mean "links"?"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "results": {"filesRoot": "x"}}]}"#,
      #"1:48: unknown key "filesRoot" in agents[0].results; it belongs in "defaults" or an agent"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "filesDir": "x"}]}"#,
      #"1:36: unknown key "filesDir" in agents[0]; it belongs in "results""#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "protocol": {"binding": []}}]}"#,
      #"1:49: unknown key "binding" in agents[0].protocol; did you mean "bindings"?"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "tools": {"taskList": true}}]}"#,
      #"1:46: unknown key "taskList" in agents[0].tools; it belongs in "tools" at the top level"#
    ),
    (
      #"{"agents": [], "tools": {"include": []}}"#,
      #"1:26: unknown key "include" in tools; it belongs in "tools" of an agent"#
    ),
    (
      #"{"agents": [], "tools": {"mode": "search"}}"#,
      #"1:26: unknown key "mode" in tools; it belongs in "tools" of an agent"#
    ),
    (#"{"agents": [], "push": {"port": 1}}"#, #"1:25: unknown key "port" in push"#),
    (#"{"agents": [], "logging": {"lvl": "info"}}"#, #"1:28: unknown key "lvl" in logging"#),
    (#"{"agents": [], "state": {"directory": "x"}}"#, #"1:26: unknown key "directory" in state"#),
    (
      #"{"agents": [], "limits": {"concurentCalls": 3}}"#,
      #"1:27: unknown key "concurentCalls" in limits; did you mean "concurrentCalls"?"#
    ),
    (
      #"{"agents": [{"url": "https://a.b", "auth": {"type": "bearer", "token": {"env": "X", "envs": 1}}}]}"#,
      #"1:85: unknown key "envs" in agents[0].auth.token; did you mean "env"?"#
    ),
  ]

  @Test(arguments: cases)
  func isRefusedWithItsPlaceAndAdvice(_ text: String, _ expected: String) {
    #expect(Configuration(text).problems() == ["bridge.json:\(expected)"])
  }

  /// Keys of the plan that nothing honours yet: accepting them would promise what does not happen.
  @Test(arguments: [
    "proxy", "network", "retry", "rateLimit", "circuitBreaker",
  ])
  func aPlannedKeyOfAnAgentIsRefused(_ key: String) {
    let lines = Configuration(agent: "\"\(key)\": {}").problems()
    #expect(lines.count == 1 && lines.allSatisfy { $0.contains("unknown key \"\(key)\" in agents[0]") })
  }

  @Test(arguments: ["telemetry", "server", "resultsDir"])
  func aPlannedKeyOfTheTopLevelIsRefused(_ key: String) {
    let lines = Configuration(#"{"agents": [], "\#(key)": {}}"#).problems()
    #expect(lines.count == 1 && lines.allSatisfy { $0.contains("unknown key \"\(key)\" at the top level") })
  }

  @Test func theNameIsShownHarmlesslyAndShortened() {
    let name = "\\u001b[2J" + String(repeating: "x", count: 500)
    let lines = Configuration("{\"agents\": [], \"\(name)\": 1}").problems()
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix(#"bridge.json:1:16: unknown key "\u{1B}[2Jxxx"#) == true)
    #expect((lines.first?.utf8.count ?? 0) < 150)
  }

  @Test(
    arguments: [
      ("recieve", ["receive"], "receive"), ("idel", ["idle"], "idle"), ("CONNECT", ["connect"], "connect"),
      ("ab", ["xy"], nil), ("", ["a"], nil), ("retry", ["results"], nil), ("abc", ["abd", "abc"], "abc"),
      ("tmieouts", ["tools", "timeouts"], "timeouts"), ("maxchar", ["maxCharacters"], nil),
    ] as [(String, [String], String?)])
  func nearWordsAreSuggested(_ word: String, _ candidates: [String], _ expected: String?) {
    #expect(NearestWord.to(word, among: candidates) == expected)
  }
}
