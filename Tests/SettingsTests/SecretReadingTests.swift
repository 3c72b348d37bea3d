import Settings
import Telemetry
import Testing

struct SecretReadingTests {
  private static func token(_ json: String) -> String { #""auth": {"type": "bearer", "token": \#(json)}"# }

  private static func configuration(_ json: String) -> Configuration {
    var configuration = Configuration(
      agent: token(json),
      environment: [
        "TOKEN": "t0k3n", "EMPTY": "", "ECHO": "${ECHO}", "INNER": "Bearer ${user.key}", "LINES": "a\nb",
        "HOME": "/home/u", "LONG": String(repeating: "x", count: 70_000), "DOLLAR": "pa$$w{o}rd",
      ])
    configuration.path = "/etc/bridge/bridge.json"
    configuration.files = [
      "/etc/bridge/token": ("f1le-token\n", 0o600), "/run/secrets/crlf": ("f1le-token\r\n", 0o400),
      "/home/u/token": ("h0me-token", 0o600), "/etc/bridge/two": ("f1le-token\n\n", 0o600),
      "/etc/bridge/empty": ("\n", 0o600), "/etc/bridge/shared": ("f1le-token", 0o640),
      "/etc/bridge/world": ("f1le-token", 0o604), "/etc/bridge/echo": ("${TOKEN}\n", 0o600),
      "/etc/bridge/full": (String(repeating: "x", count: 65_536), 0o600),
      "/etc/bridge/large": (String(repeating: "x", count: 65_537), 0o600),
    ]
    return configuration
  }

  @Test(arguments: [
    (#""literal-t0k3n""#, "literal-t0k3n"), (#""${TOKEN}""#, "t0k3n"), (#""x-${TOKEN}-y""#, "x-t0k3n-y"),
    (#""${NONE:-fallback}""#, "fallback"), (#""${EMPTY:-fallback}""#, "fallback"),
    (#""$${TOKEN}""#, "${TOKEN}"),
    (#""${DOLLAR}""#, "pa$$w{o}rd"), (#"{"env": "TOKEN"}"#, "t0k3n"), (#"{"file": "token"}"#, "f1le-token"),
    (#"{"file": "/run/secrets/crlf"}"#, "f1le-token"), (#"{"file": "~/token"}"#, "h0me-token"),
    (#"{"file": "${HOME}/token"}"#, "h0me-token"), (#"{"env": "TOKEN", "file": null}"#, "t0k3n"),
  ])
  func aSecretIsFoundWhereItIs(_ json: String, _ expected: String) throws {
    let configuration = Self.configuration(json)
    let settings = try configuration.settings()
    #expect(settings.agents[0].credential == .bearer(.value(Secret(expected))))
    #expect(settings.agents[0].isEnabled)
    #expect(settings.findings.isEmpty)
    #expect(configuration.redaction.redacting("<\(expected)>") == "<(secret)>")
  }

  @Test(arguments: [
    (#""""#, " is empty"), (#""${NONE}""#, ": the environment variable NONE is not set"),
    (#""${EMPTY}""#, ": the environment variable EMPTY is empty"),
    (#""x${EMPTY}""#, ": the environment variable EMPTY is empty"),
    (#""${NONE:-}""#, ": the environment variable NONE is empty"),
    (#""${ECHO}""#, #": the environment variable ECHO holds a "${…}" that nobody filled in"#),
    (#""${INNER}""#, #": the environment variable INNER holds a "${…}" that nobody filled in"#),
    (#""${LINES}""#, " holds a line break or another control character"),
    (#""a\u0000b""#, " holds a line break or another control character"),
    (#""${LONG}""#, ": it is longer than 64 KiB"),
    (#"{"env": "NONE"}"#, ".env: the environment variable NONE is not set"),
    (#"{"env": "EMPTY"}"#, ".env: the environment variable EMPTY is empty"),
    (#"{"env": "ECHO"}"#, #".env: the environment variable ECHO holds a "${…}" that nobody filled in"#),
    (#"{"env": "LINES"}"#, " holds a line break or another control character"),
    (#"{"file": "none"}"#, #".file: cannot read "/etc/bridge/none": there is no such file"#),
    (#"{"file": "empty"}"#, #".file: "/etc/bridge/empty" is empty"#),
    (#"{"file": "echo"}"#, #".file: "/etc/bridge/echo" holds a "${…}" that nobody filled in"#),
    (#"{"file": "two"}"#, " holds a line break or another control character"),
    (#"{"file": "large"}"#, #".file: cannot read "/etc/bridge/large": it is larger than 64 KiB"#),
    (#"{"file": "${NONE}"}"#, ".file: the environment variable NONE is not set"),
  ])
  func aMissingSecretDisablesTheAgent(_ json: String, _ expected: String) throws {
    let settings = try Self.configuration(json).settings()
    let reason = try #require(settings.agents[0].reason)
    #expect(reason == "agents[0].auth.token\(expected)")
    #expect(settings.agents[0].credential == .none)
    #expect(
      settings.findings.filter { $0.severity == .error }.map(\.text) == ["agents[0] is disabled: \(reason)"])
  }

  @Test func aSecretFileMayBeAsLargeAsItsLimit() throws {
    #expect(try Self.configuration(#"{"file": "full"}"#).agent().isEnabled)
  }

  @Test(
    arguments: [
      ("can be changed by others (mode 666); chmod 600 it", 0o666, FileContents.Owner.user),
      ("can be changed by others (mode 620); chmod 600 it", 0o620, .user),
      ("can be changed by others (mode 602); chmod 600 it", 0o602, .root),
      ("belongs to another user; make it your own", 0o600, .other), (nil, 0o644, .user), (nil, 0o644, .root),
    ] as [(String?, UInt32, FileContents.Owner)])
  func aFileInForeignHandsIsAWarning(_ words: String?, _ mode: UInt32, _ owner: FileContents.Owner) throws {
    let said = words.map { ["this file says where credentials go and whose word counts, and it \($0)"] } ?? []
    for (members, isSaid) in [
      (#""auth": {"type": "bearer", "token": {"env": "TOKEN"}}"#, true), (#""headers": {"X-A": "b"}"#, true),
      (#""card": {"keys": ["https://keys.example"]}"#, true), (#""wait": "5s""#, false),
    ] {
      var configuration = Configuration(agent: members, environment: ["TOKEN": "t0k3n-value"])
      configuration.permissions = mode
      configuration.owners[configuration.path] = owner
      #expect(try configuration.settings().findings.map(\.text) == (isSaid ? said : []), "\(members)")
    }
  }

  /// Whoever can change what is taken for the user's secret chooses whom the user is taken for.
  @Test(
    arguments: [
      (0o622, FileContents.Owner.user, "can be changed by others (mode 622); chmod 600 it"),
      (0o600, .other, "belongs to another user; make it your own"),
      (0o400, .root, nil),
    ] as [(UInt32, FileContents.Owner, String?)])
  func aFileThatOthersCanChangeIsAWarning(
    _ mode: UInt32, _ owner: FileContents.Owner, _ words: String?
  ) throws {
    var configuration = Self.configuration(#"{"file": "shared"}"#)
    configuration.files["/etc/bridge/shared"]?.permissions = mode
    configuration.owners["/etc/bridge/shared"] = owner
    #expect(
      try configuration.settings().findings.map(\.text)
        == (words.map { [#""/etc/bridge/shared" holds a secret and \#($0)"#] } ?? []))
  }

  @Test(arguments: [("shared", "640"), ("world", "604")])
  func aFileThatOthersCanReadIsAWarning(_ name: String, _ mode: String) throws {
    let settings = try Self.configuration(#"{"file": "\#(name)"}"#).settings()
    #expect(settings.agents[0].isEnabled)
    #expect(
      settings.findings.map(\.description) == [
        "/etc/bridge/bridge.json:1:79: warning: \"/etc/bridge/\(name)\" holds a secret and can be read by others "
          + "(mode \(mode)); chmod 600 it"
      ])
  }

  @Test(
    arguments: [
      (#""literal-t0k3n""#, 0o644, true), (#""literal-t0k3n""#, 0o640, true),
      (#""literal-t0k3n""#, 0o600, false), (#""literal-t0k3n""#, 0o400, false),
      (#""${TOKEN}""#, 0o644, false),
      (#""${NONE:-fallback}""#, 0o644, true), (#""${TOKEN:-fallback}""#, 0o644, false),
      (#"{"env": "TOKEN"}"#, 0o644, false),
      (#""x-${TOKEN}""#, 0o644, false),
    ] as [(String, UInt32, Bool)])
  func aSecretInAFileOfOthersIsAWarning(_ json: String, _ mode: UInt32, _ warns: Bool) throws {
    var configuration = Self.configuration(json)
    configuration.permissions = mode
    let findings = try configuration.settings().findings
    #expect(findings.count == (warns ? 1 : 0))
    #expect(findings.allSatisfy { $0.severity == .warning && $0.text.contains("chmod 600 the file") })
    #expect(findings.allSatisfy { $0.text.contains("(mode \(String(mode, radix: 8)))") })
  }

  @Test(arguments: [("X-Team", 0), ("X-Api-Key", 1), ("Authorization", 1), ("Cookie", 1)])
  func onlyHeadersNamedLikeCredentialsAreWarnedAbout(_ name: String, _ count: Int) throws {
    var configuration = Configuration(agent: #""headers": {"\#(name)": "platform"}"#)
    configuration.permissions = 0o644
    #expect(try configuration.settings().findings.count == count)
    // Nor is the word of an ordinary header taken out of the logs.
    #expect((configuration.redaction.redacting("platform") == "(secret)") == (count == 1))
  }

  /// What nobody would say by accident is taken out all the same.
  @Test func aHeaderThatLooksLikeACredentialIsKeptOutOfTheLogs() throws {
    let configuration = Configuration(agent: #""headers": {"X-Team": "abc123def456ghi"}"#)
    _ = try configuration.settings()
    #expect(configuration.redaction.redacting("abc123def456ghi") == "(secret)")
  }

  @Test func aHeaderFromTheEnvironmentIsKeptOutOfTheLogs() throws {
    let configuration = Configuration(
      agent: #""headers": {"X-Team": "${TEAM}"}"#, environment: ["TEAM": "gr33n"])
    #expect(try configuration.agent().headers.map(\.value.value?.revealed) == ["gr33n"])
    #expect(configuration.redaction.redacting("gr33n") == "(secret)")
  }

  @Test func aShortSecretIsAWarning() throws {
    let findings = try Self.configuration(#""abc""#).settings().findings
    #expect(findings.map(\.text) == ["agents[0].auth.token is too short to be kept out of the logs"])
  }

  @Test func aFileThatIsNoTextDisablesTheAgent() throws {
    let source = FileSource { path, _ in
      let text = Array(#"{"agents": [{"url": "https://a.b", "headers": {"X-T": {"file": "/bin"}}}]}"#.utf8)
      return FileContents(bytes: path == "/bin" ? [0xFF, 0xFE] : text, permissions: 0o600, owner: .user)
    }
    let file = ConfigurationFile(path: "bridge.json", origin: .flag)
    let settings = try BridgeSettings(file: file, environment: [:], files: source, redaction: Redaction())
    #expect(settings.agents[0].reason == #"agents[0].headers.X-T.file: "/bin" is not text in UTF-8"#)
  }
}
