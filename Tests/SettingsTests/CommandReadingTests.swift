import Settings
import Telemetry
import Testing

/// T15 and T16: programs that print secrets.
struct CommandReadingTests {
  private static func configuration(_ secret: String) -> Configuration {
    var configuration = Configuration(
      agent: #""auth": {"type": "bearer", "token": \#(secret)}"#,
      environment: ["HOME": "/home/u", "WHO": "me", "PROGRAM": "sub/program"])
    configuration.path = "/etc/bridge/bridge.json"
    return configuration
  }

  static let cases: [(String, [String], Duration?)] = [
    (
      #"{"command": ["gcloud", "auth", "print-access-token"], "ttl": "45m"}"#,
      ["gcloud", "auth", "print-access-token"], .seconds(2_700)
    ),
    (#"{"command": ["/usr/bin/token"]}"#, ["/usr/bin/token"], nil),
    (#"{"command": ["~/bin/token", "~/x", ""]}"#, ["/home/u/bin/token", "~/x", ""], nil),
    (#"{"command": ["token", "--for", "${WHO}"], "env": null}"#, ["token", "--for", "me"], nil),
    (
      #"{"command": ["token", "$(touch x)", "; rm -rf /", "`id`", "a\nb", "$${WHO}"]}"#,
      ["token", "$(touch x)", "; rm -rf /", "`id`", "a\nb", "${WHO}"], nil
    ),
  ]

  @Test(arguments: cases) func aProgramIsNamedWordByWord(
    _ secret: String, _ words: [String], _ lifetime: Duration?
  ) throws {
    let settings = try Self.configuration(secret).settings()
    let command = SecretCommand(arguments: words, lifetime: lifetime)
    #expect(settings.agents.map(\.credential) == [.bearer(.command(command))])
    #expect(settings.findings.isEmpty)
  }

  @Test func everySecretMayBePrinted() throws {
    let one = #"{"command": ["p"]}"#
    let text = """
      {"agents": [
        {"url": "https://a.b", "headers": {"X-A": \(one)}, "auth": {"type": "apiKey", "query": "k", "key": \(one)}},
        {"url": "https://a.b", "auth": {"type": "basic", "username": "u", "password": \(one)}},
        {"url": "https://a.b", "auth": {"type": "awsSigV4", "region": "r", "service": "s", "accessKeyId": \(one),
         "secretAccessKey": \(one), "sessionToken": \(one)}},
        {"url": "https://a.b", "auth": {"type": "oauth2ClientCredentials", "issuer": "https://a.b", "clientId": "c", "clientSecret": \(one)}},
        {"url": "https://a.b", "auth": {"type": "deviceCode", "issuer": "https://a.b", "clientId": "c",
         "privateKey": \(one)}}
      ]}
      """
    var configuration = Configuration(text)
    configuration.files["c"] = ("…", 0o600)
    let agents = try configuration.settings().agents
    #expect(agents.map(\.isEnabled) == [true, true, true, true, true])
    let command = SecretSource.command(SecretCommand(arguments: ["p"]))
    #expect(agents[0].headers == [HeaderSettings(name: "X-A", value: command)])
    #expect(agents[0].credential == .apiKey(.query("k"), key: command))
    #expect(agents[1].credential == .basic(username: "u", password: command))
  }

  /// A key is opened where no program can be waited for.
  @Test func aPassphraseIsNotPrinted() {
    var configuration = Configuration(
      agent: #""tls": {"cert": "c", "key": "c", "passphrase": {"command": ["p"]}}"#)
    configuration.files["c"] = ("…", 0o600)
    let lines = configuration.problems()
    #expect(lines.count == 1)
    #expect(
      lines.first?.hasSuffix(
        #"agents[0].tls.passphrase can't come from a "command"; use "env" or "file""#) == true)
  }

  /// What is said after `agents[0].auth.token`.
  static let badCases: [(String, String)] = [
    (#"{"command": []}"#, ".command must begin with a program"),
    (#"{"command": "gcloud"}"#, ".command must be an array of a program and its arguments; found a string"),
    (#"{"command": ["gcloud", 1]}"#, ".command[1] must be a string; found a number"),
    (#"{"command": [""]}"#, ".command[0] must be a program: its absolute path, or its name if it is in PATH"),
    (
      #"{"command": ["./canary"]}"#,
      ".command[0] must be a program: its absolute path, or its name if it is in PATH"
    ),
    (
      #"{"command": ["bin/canary"]}"#,
      ".command[0] must be a program: its absolute path, or its name if it is in PATH"
    ),
    (#"{"command": ["p", "canary\u0000"]}"#, ".command[1] must not hold NUL"),
    (#"{"command": ["p"], "ttl": 45}"#, #".ttl needs a unit: write "45s" or "45ms" instead of 45"#),
    (#"{"command": ["p"], "ttl": "0s"}"#, #".ttl must be longer than zero; found "0s""#),
    (#"{"env": "X", "ttl": "1m"}"#, #".ttl goes with "command" only"#),
    (
      #"{"command": ["p"], "env": "X"}"#,
      #" must be a string, or an object with either "env", "file" or "command""#
    ),
  ]

  @Test(arguments: badCases) func everyMistakeIsNamed(_ secret: String, _ expected: String) {
    let lines = Self.configuration(secret).problems()
    #expect(lines.map { $0.drop { $0 != " " }.dropFirst() } == ["agents[0].auth.token\(expected)"])
    #expect(!lines.joined().contains("canary"))
  }

  @Test func theNumberOfWordsIsBounded() {
    func words(_ count: Int) -> String {
      #"{"command": [\#([String](repeating: #""w""#, count: count).joined(separator: ","))]}"#
    }
    #expect(Self.configuration(words(64)).problems().isEmpty)
    let lines = Self.configuration(words(65)).problems()
    #expect(
      lines.first?.hasSuffix("agents[0].auth.token.command has 65 entries; at most 64 are allowed") == true)
  }

  @Test func aProgramThatAVariableNamesWronglyDisablesTheAgent() throws {
    #expect(
      try Self.configuration(#"{"command": ["${PROGRAM}"]}"#).agent().reason
        == "agents[0].auth.token.command[0] must be a program: its absolute path, or its name if it is in PATH, "
        + "which the value of ${PROGRAM} is not")
  }

  /// Whoever can write the file could have anything run.
  @Test(
    arguments: [
      (0o600, .user, nil), (0o400, .user, nil), (0o644, .user, nil), (0o444, .root, nil), (0o600, .root, nil),
      (0o620, .user, "can be changed by others (mode 620); chmod 600 it"),
      (0o602, .user, "can be changed by others (mode 602); chmod 600 it"),
      (0o664, .root, "can be changed by others (mode 664); chmod 600 it"),
      (0o600, .other, "belongs to another user; make it your own"),
      (0o444, .other, "belongs to another user; make it your own"),
    ] as [(UInt32, FileContents.Owner, String?)])
  func aFileOfOthersRunsNothing(_ mode: UInt32, _ owner: FileContents.Owner, _ reason: String?) throws {
    var configuration = Self.configuration(#"{"command": ["/bin/canary", "canary"]}"#)
    configuration.permissions = mode
    configuration.owners[configuration.path] = owner
    let settings = try configuration.settings()
    let words = reason.map {
      #"agents[0].auth.token.command: a program is not run for a file that others control: "/etc/bridge/bridge.json" \#($0)"#
    }
    #expect(settings.agents[0].reason == words)
    #expect(settings.agents[0].credential.isNone == (reason != nil))
    #expect(settings.findings.map(\.text) == words.map { ["agents[0] is disabled: \($0)"] } ?? [])
  }

  /// What the same file says without a program is not affected.
  @Test func aFileOfOthersMayNameOtherSecrets() throws {
    var configuration = Self.configuration(#"{"env": "WHO"}"#)
    configuration.permissions = 0o666
    configuration.owners[configuration.path] = .other
    #expect(try configuration.agent().isEnabled)
  }

  @Test func theWordsAreNeverPrinted() throws {
    let settings = try Self.configuration(#"{"command": ["prog", "--password=canary"]}"#).settings()
    var text = "\(settings) \(String(reflecting: settings))"
    dump(settings, to: &text)
    #expect(text.contains("prog") && !text.contains("canary"))
  }
}

extension CredentialSettings {
  fileprivate var isNone: Bool { self == .none }
}
