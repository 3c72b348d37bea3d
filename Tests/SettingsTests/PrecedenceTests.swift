import Settings
import Telemetry
import Testing

struct PrecedenceTests {
  private static let text = """
    {"agents": [{"url": "https://a.example", "wait": "1s"}, "https://b.example"],
     "logging": {"level": "error", "format": "text"}, "state": {"dir": "state"}}
    """
  private static let environment = [
    "A2A_BRIDGE_LOG_LEVEL": "WARN", "A2A_BRIDGE_LOG_FORMAT": "json", "A2A_BRIDGE_STATE_DIR": "/env/state",
    "A2A_BRIDGE_WAIT": "2s", "HOME": "/home/u", "XDG_STATE_HOME": "/xdg",
  ]
  private static let flags = Overrides(
    logLevel: .trace, logFormat: .auto, stateDirectory: "flag/state", wait: .terminal)

  @Test func flagsWinOverTheEnvironment() throws {
    let settings = try Configuration(Self.text, environment: Self.environment).settings(overrides: Self.flags)
    #expect(settings.logging == LogOptions(level: .trace, format: .auto))
    #expect(settings.stateDirectory == "flag/state")
    #expect(settings.agents.map(\.wait) == [.terminal, .terminal])
  }

  @Test func theEnvironmentWinsOverTheFile() throws {
    let settings = try Configuration(Self.text, environment: Self.environment).settings()
    #expect(settings.logging == LogOptions(level: .warning, format: .json))
    #expect(settings.stateDirectory == "/env/state")
    #expect(settings.agents.map(\.wait) == [.duration(.seconds(2)), .duration(.seconds(2))])
  }

  @Test func theFileWinsOverTheDefaults() throws {
    var configuration = Configuration(Self.text, environment: ["HOME": "/home/u", "A2A_BRIDGE_WAIT": ""])
    configuration.path = "/etc/bridge/bridge.json"
    let settings = try configuration.settings()
    #expect(settings.logging == LogOptions(level: .error, format: .text))
    #expect(settings.stateDirectory == "/etc/bridge/state")
    #expect(settings.agents.map(\.wait) == [.duration(.seconds(1)), .duration(.seconds(50))])
  }

  @Test func eachFlagStandsForItself() throws {
    let settings = try Configuration(Self.text, environment: Self.environment)
      .settings(overrides: Overrides(logLevel: .critical))
    #expect(settings.logging == LogOptions(level: .critical, format: .json))
    #expect(settings.stateDirectory == "/env/state")
  }

  @Test func everyBadVariableIsNamed() {
    let environment = [
      "A2A_BRIDGE_LOG_LEVEL": "loud", "A2A_BRIDGE_LOG_FORMAT": "JSON", "A2A_BRIDGE_WAIT": "50",
      "A2A_BRIDGE_STATE_DIR": "",
    ]
    #expect(
      Configuration(Self.text, environment: environment).problems() == [
        #"A2A_BRIDGE_LOG_LEVEL must be "trace", "debug", "info", "notice", "warning", "error" or "critical"; found "loud""#,
        #"A2A_BRIDGE_LOG_FORMAT must be "auto", "text" or "json"; found "JSON""#,
        #"A2A_BRIDGE_WAIT needs a unit: write "50s" or "50ms", or "terminal"; found "50""#,
      ])
  }

  @Test(arguments: [
    ("terminal", WaitLimit.terminal), ("0s", .duration(.zero)), ("1m30s", .duration(.seconds(90))),
    ("50", nil),
    ("", nil), ("Terminal", nil), ("never", nil),
  ])
  func aWaitIsReadFromAFlag(_ text: String, _ expected: WaitLimit?) {
    #expect(WaitLimit(text) == expected)
  }

  @Test(
    arguments: [
      (["HOME": "/home/u"], "/home/u/.local/state/a2a-bridge"),
      (["HOME": "/home/u", "XDG_STATE_HOME": "/xdg"], "/xdg/a2a-bridge"),
      (["XDG_STATE_HOME": "/xdg"], "/xdg/a2a-bridge"),
      (["HOME": "/home/u", "XDG_STATE_HOME": "relative"], "/home/u/.local/state/a2a-bridge"),
      (["HOME": "/home/u", "XDG_STATE_HOME": ""], "/home/u/.local/state/a2a-bridge"),
      ([:], nil), (["HOME": ""], nil), (["HOME": "relative"], nil),
    ] as [([String: String], String?)])
  func theStateDirectoryHasADefault(_ environment: [String: String], _ expected: String?) throws {
    let settings = try Configuration(#"{"agents": []}"#, environment: environment).settings()
    #expect(settings.stateDirectory == expected)
  }
}

struct DiscoveryTests {
  @Test(
    arguments: [
      (
        "flag.json", ["A2A_BRIDGE_CONFIG": "env.json", "HOME": "/h"],
        ConfigurationFile(path: "flag.json", origin: .flag)
      ),
      (
        nil, ["A2A_BRIDGE_CONFIG": "env.json", "HOME": "/h"],
        ConfigurationFile(path: "env.json", origin: .variable)
      ),
      (
        nil, ["A2A_BRIDGE_CONFIG": "", "HOME": "/h"],
        ConfigurationFile(path: "/h/.config/a2a-bridge/bridge.json", origin: .standard)
      ),
      (
        nil, ["XDG_CONFIG_HOME": "/x", "HOME": "/h"],
        ConfigurationFile(path: "/x/a2a-bridge/bridge.json", origin: .standard)
      ),
      (
        nil, ["XDG_CONFIG_HOME": "x", "HOME": "/h"],
        ConfigurationFile(path: "/h/.config/a2a-bridge/bridge.json", origin: .standard)
      ),
      (nil, ["HOME": "/h"], ConfigurationFile(path: "/h/.config/a2a-bridge/bridge.json", origin: .standard)),
      (
        nil, ["XDG_CONFIG_HOME": "/x"],
        ConfigurationFile(path: "/x/a2a-bridge/bridge.json", origin: .standard)
      ),
      (nil, ["PWD": "/repo"], nil), (nil, ["HOME": "relative"], nil),
    ] as [(String?, [String: String], ConfigurationFile?)])
  func theFileIsFoundButNeverInTheWorkingDirectory(
    _ flag: String?, _ environment: [String: String], _ expected: ConfigurationFile?
  ) {
    #expect(ConfigurationFile.discovered(flag: flag, environment: environment) == expected)
  }

  @Test(arguments: [
    (
      ConfigurationFile.Origin.flag, #"cannot read the configuration "/x/bridge.json": there is no such file"#
    ),
    (.variable, #"cannot read the configuration "/x/bridge.json": there is no such file"#),
    (
      .standard,
      #"cannot read the configuration "/x/bridge.json": there is no such file; write it, name one with --config, or name agents: a2a-bridge serve URL"#
    ),
  ])
  func aMissingFileIsNamed(_ origin: ConfigurationFile.Origin, _ expected: String) {
    let source = FileSource { (_, _) throws(FileFailure) in throw FileFailure.notFound }
    let error = #expect(throws: SettingsError.self) {
      try BridgeSettings(
        file: ConfigurationFile(path: "/x/bridge.json", origin: origin), environment: [:], files: source,
        redaction: Redaction())
    }
    #expect(error?.description == expected)
  }

  @Test func anOversizedFileIsRefused() {
    var configuration = Configuration(#"{"agents": []}"#)
    configuration.text += String(repeating: " ", count: ConfigurationFile.maximumBytes)
    #expect(
      configuration.problems() == [
        #"cannot read the configuration "bridge.json": it is larger than 1024 KiB"#
      ])
  }

  @Test(arguments: [
    ("/abs/bridge.json", "log", "/abs/log"), ("/abs/bridge.json", "../log", "/abs/../log"),
    ("/abs/bridge.json", "/log", "/log"), ("bridge.json", "log", "log"),
    ("conf/bridge.json", "log", "conf/log"),
    ("/bridge.json", "log", "/log"), ("/abs/bridge.json", "~/log", "/home/u/log"),
    ("/abs/bridge.json", "~x", "/abs/~x"),
  ])
  func pathsBelongToTheFilesDirectory(_ path: String, _ written: String, _ expected: String) throws {
    let text = "{\"agents\": [], \"logging\": {\"file\": \"\(written)\"}}"
    var configuration = Configuration(text, environment: ["HOME": "/home/u"])
    configuration.path = path
    #expect(try configuration.settings().logging.file == expected)
  }
}
