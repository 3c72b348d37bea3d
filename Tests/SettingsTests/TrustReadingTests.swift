import JSON
import Settings
import Telemetry
import Testing

/// How far an agent, its card and the way to it are trusted.
struct TrustReadingTests {
  private static let pin = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

  private static func configuration(_ text: String) -> Configuration {
    var configuration = Configuration(text, environment: ["HOME": "/home/u"])
    configuration.path = "/etc/bridge/bridge.json"
    for name in ["ca.pem", "cert.pem", "keys.json", "card.json"] {
      configuration.files["/etc/bridge/\(name)"] = (#"{"name": "Filed"}"#, 0o644)
    }
    configuration.files["/etc/bridge/key.pem"] = ("…", 0o600)
    configuration.files["/etc/bridge/shared.pem"] = ("…", 0o640)
    return configuration
  }

  private static func agent(_ members: String) -> Configuration {
    configuration(#"{"agents": [{"url": "https://a.example", \#(members)}]}"#)
  }

  // MARK: - TLS

  @Test func tlsIsRead() throws {
    let members = """
      "tls": {"ca": "ca.pem", "cert": "cert.pem", "key": "key.pem", "passphrase": "p4ssphrase", "minVersion": "1.3",
      "pins": ["\(Self.pin)"]}
      """
    let settings = try Self.agent(members).settings()
    var expected = TLSSettings()
    expected.authorities = "/etc/bridge/ca.pem"
    expected.certificate = "/etc/bridge/cert.pem"
    expected.key = "/etc/bridge/key.pem"
    expected.passphrase = Secret("p4ssphrase")
    expected.minimumVersion = .tls13
    expected.pins = [Self.pin]
    #expect(settings.agents.map(\.tls) == [expected])
    #expect(settings.findings.isEmpty)
  }

  /// A certificate goes with its key; all else is inherited one by one.
  @Test func tlsIsInherited() throws {
    let text = """
      {"defaults": {"tls": {"ca": "ca.pem", "cert": "cert.pem", "key": "key.pem", "passphrase": "p4ssphrase",
       "minVersion": "1.3", "pins": ["\(Self.pin)"]}},
       "agents": ["https://a.example", {"url": "https://b.example", "tls": {"cert": "ca.pem", "key": "ca.pem", "pins": []}},
        {"url": "https://c.example", "tls": {"ca": false, "cert": false}}]}
      """
    let agents = try Self.configuration(text).settings().agents.map(\.tls)
    #expect(agents.map(\.authorities) == ["/etc/bridge/ca.pem", "/etc/bridge/ca.pem", nil])
    #expect(agents.map(\.certificate) == ["/etc/bridge/cert.pem", "/etc/bridge/ca.pem", nil])
    #expect(agents.map(\.key) == ["/etc/bridge/key.pem", "/etc/bridge/ca.pem", nil])
    #expect(agents.map { $0.passphrase == nil } == [false, true, true])
    #expect(agents.map(\.minimumVersion) == [.tls13, .tls13, .tls13])
    #expect(agents.map(\.pins) == [[Self.pin], [], [Self.pin]])
  }

  @Test(arguments: [
    (
      #""cert": "cert.pem""#,
      ".key is missing: the private key of the certificate, which may be in the same file"
    ),
    (#""key": "key.pem""#, #".cert is missing: the certificate that "key" is for"#),
    (#""passphrase": "p4ssphrase""#, #".cert is missing: the certificate that "passphrase" is for"#),
    (#""minVersion": "1.1""#, #".minVersion must be "1.2" or "1.3"; found "1.1""#),
    (#""minVersion": 1.2"#, ".minVersion must be a string; found a number"),
    (#""ca": true"#, ".ca must be a path, or false for none; found a boolean"),
    (#""cert": 1, "key": "key.pem""#, ".cert must be a path; found a number"),
    (
      #""pins": ["sha256//47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU="]"#,
      #".pins[0] must be the SHA-256 of a public key: "sha256//" and 44 characters of base64; "#
        + #"found "sha256//47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=""#
    ),
    (
      #""pins": ["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="]"#,
      #".pins[0] must be the SHA-256 of a public key: "sha256//" and 44 characters of base64; "#
        + #"found "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=""#
    ),
    (
      #""pins": ["sha256//;x"]"#,
      #".pins[0] must be the SHA-256 of a public key: "sha256//" and 44 characters of base64; found "sha256//;x""#
    ),
    (#""insecure": true"#, ""),
  ]) func aMistakeOfTLSIsNamed(_ members: String, _ expected: String) {
    let lines = Self.agent(#""tls": {\#(members)}"#).problems()
    let words = expected.isEmpty ? #"unknown key "insecure" in agents[0].tls"# : "agents[0].tls\(expected)"
    #expect(lines.map { $0.drop { $0 != " " }.dropFirst() } == [words[...]])
  }

  @Test(arguments: [
    (#""ca": "none.pem""#, "ca"), (#""cert": "none.pem", "key": "key.pem""#, "cert"),
    (#""cert": "cert.pem", "key": "none.pem""#, "key"),
  ]) func aMissingFileDisablesTheAgent(_ members: String, _ key: String) throws {
    #expect(
      try Self.agent(#""tls": {\#(members)}"#).agent().reason
        == #"agents[0].tls.\#(key): cannot read "/etc/bridge/none.pem": there is no such file"#)
  }

  @Test func aKeyThatOthersCanReadIsAWarning() throws {
    let settings = try Self.agent(#""tls": {"cert": "cert.pem", "key": "shared.pem"}"#).settings()
    #expect(settings.agents[0].isEnabled)
    #expect(
      settings.findings.map(\.text) == [
        #""/etc/bridge/shared.pem" holds a private key and can be read by others (mode 640); chmod 600 it"#
      ])
  }

  @Test func pinsAreBounded() {
    let pins = [String](repeating: "\"\(Self.pin)\"", count: TLSSettings.maximumPins + 1).joined(
      separator: ",")
    let lines = Self.agent(#""tls": {"pins": [\#(pins)]}"#).problems()
    #expect(lines.first?.hasSuffix("agents[0].tls.pins has 17 entries; at most 16 are allowed") == true)
  }

  // MARK: - Cards

  private static func trust(
    _ onChange: CardSettings.ChangePolicy = .warn,
    _ signatures: CardSettings.SignaturePolicy = .verifyIfPresent,
    _ keys: [String] = []
  ) -> CardSettings {
    var trust = CardSettings()
    trust.onChange = onChange
    trust.signatures = signatures
    trust.keys = keys
    return trust
  }

  static let cards: [(String, OwnCard?, CardSettings)] = [
    (#""card.json""#, OwnCard(document: ["name": "Filed"], file: "/etc/bridge/card.json"), trust()),
    (#"{"name": "Inline"}"#, OwnCard(document: ["name": "Inline"]), trust()),
    (
      #"{"name": "Inline", "signatures": []}"#, OwnCard(document: ["name": "Inline", "signatures": []]),
      trust()
    ),
    (#"{}"#, nil, trust()),
    (#"{"onChange": "pin"}"#, nil, trust(.pin)),
    (#"{"onChange": "accept", "signature": "off"}"#, nil, trust(.accept, .off)),
    (
      #"{"file": "card.json", "onChange": "pin"}"#,
      OwnCard(document: ["name": "Filed"], file: "/etc/bridge/card.json"), trust(.pin)
    ),
    (
      #"{"inline": {"name": "Inline", "file": "x"}}"#, OwnCard(document: ["name": "Inline", "file": "x"]),
      trust()
    ),
    (
      #"{"signature": "require", "keys": ["keys.json", "~/k.json", "https://keys.example/set?x=1", "http://localhost:9"]}"#,
      nil,
      trust(
        .warn, .require,
        ["/etc/bridge/keys.json", "/home/u/k.json", "https://keys.example/set?x=1", "http://localhost:9"])
    ),
  ]

  @Test(arguments: cards) func aCardIsAPathOrACardOrSettings(
    _ json: String, _ card: OwnCard?, _ trust: CardSettings
  ) throws {
    let settings = try Self.agent(#""card": \#(json)"#).settings()
    #expect(settings.agents.map(\.card) == [card])
    #expect(settings.agents.map(\.cardTrust) == [trust])
    #expect(settings.agents.map(\.status) == [.enabled])
  }

  /// Whoever can change a key set chooses whose signature counts; everybody may read it.
  @Test(
    arguments: [
      (0o644, FileContents.Owner.user, nil), (0o444, .root, nil),
      (0o666, .user, "can be changed by others (mode 666); chmod 600 it"),
      (0o644, .other, "belongs to another user; make it your own"),
    ] as [(UInt32, FileContents.Owner, String?)])
  func keySetsOfOthersAreAWarning(_ mode: UInt32, _ owner: FileContents.Owner, _ words: String?) throws {
    var configuration = Self.agent(#""card": {"keys": ["keys.json", "https://keys.example", "none.json"]}"#)
    configuration.files["/etc/bridge/keys.json"]?.permissions = mode
    configuration.owners["/etc/bridge/keys.json"] = owner
    let settings = try configuration.settings()
    #expect(settings.agents[0].isEnabled)
    #expect(
      settings.findings.map(\.text)
        == (words.map { [#""/etc/bridge/keys.json" says whose signatures count and \#($0)"#] } ?? []))
  }

  @Test func cardSettingsAreInherited() throws {
    let text = """
      {"defaults": {"card": {"onChange": "pin", "signature": "require", "keys": ["keys.json"]}},
       "agents": ["https://a.example", {"url": "https://b.example", "card": {"signature": "off", "keys": []}},
                  {"card": "card.json"}, {"card": {"name": "Inline"}}]}
      """
    let agents = try Self.configuration(text).settings().agents
    let inherited = Self.trust(.pin, .require, ["/etc/bridge/keys.json"])
    #expect(agents.map(\.cardTrust) == [inherited, Self.trust(.pin, .off), inherited, inherited])
    #expect(agents.map { $0.card != nil } == [false, false, true, true])
  }

  /// Members of an agent, and the sentence.
  @Test(arguments: [
    (#""card": {"onChange": "Pin"}"#, #".onChange must be "warn", "pin" or "accept"; found "Pin""#),
    (
      #""card": {"signature": "yes"}"#,
      #".signature must be "off", "verify-if-present" or "require"; found "yes""#
    ),
    (
      #""card": {"keys": ["http://keys.example"]}"#,
      ".keys[0] must begin with https://, because whoever is on the way could send other keys; http:// is for this machine only"
    ),
    (
      #""card": {"keys": ["ftp://keys.example"]}"#,
      #".keys[0] must be a URL such as "https://agent.example.com"; found "ftp://keys.example""#
    ),
    (#""card": {"keys": [""]}"#, #".keys[0] must be the path or URL of a key set; found """#),
    (#""card": {"file": "card.json", "inline": {}}"#, #" has both "file" and "inline"; keep one of them"#),
    (#""card": {"file": 1}"#, ".file must be the path of a card; found a number"),
    (#""card": {"inline": "card.json"}"#, ".inline must be a card; found a string"),
    (
      #""card": {"name": "A", "onChange": "pin"}"#,
      #" holds a card and the setting "onChange"; put the card under "inline""#
    ),
    (#""card": 5"#, " must be the path of a card, or a card; found a number"),
  ]) func aMistakeOfACardIsNamed(_ members: String, _ expected: String) {
    let lines = Self.agent(members).problems()
    #expect(lines.map { $0.drop { $0 != " " }.dropFirst() } == ["agents[0].card\(expected)"])
  }

  @Test(arguments: [
    (#"{"onchange": "pin"}"#, #"unknown key "onchange" in agents[0].card; did you mean "onChange"?"#),
    (#"{"signatures": "off"}"#, #"unknown key "signatures" in agents[0].card; did you mean "signature"?"#),
  ]) func aTypingErrorMakesNoCard(_ card: String, _ expected: String) {
    #expect(
      Self.agent(#""card": \#(card)"#).problems().map { $0.drop { $0 != " " }.dropFirst() } == [expected[...]]
    )
  }

  @Test(arguments: [
    (#""card.json""#, "defaults.card must be an object; found a string"),
    (
      #"{"file": "card.json"}"#, #"unknown key "file" in defaults.card; it belongs in the "card" of an agent"#
    ),
    (#"{"name": "A"}"#, #"unknown key "name" in defaults.card; it belongs in an agent"#),
  ]) func aCardBelongsToOneAgent(_ card: String, _ expected: String) {
    let lines = Self.configuration(#"{"defaults": {"card": \#(card)}, "agents": []}"#).problems()
    #expect(lines.map { $0.drop { $0 != " " }.dropFirst() } == [expected[...]])
  }

  @Test func settingsOfACardAreNoCard() {
    let lines = Self.configuration(#"{"agents": [{"card": {"onChange": "pin"}}]}"#).problems()
    #expect(lines == ["/etc/bridge/bridge.json:1:13: agents[0].url is missing"])
  }

  /// Nobody's signature would ever be enough; one's own card needs none.
  @Test(arguments: [
    (#""url": "https://a.example""#, false), (#""url": "https://a.example", "enabled": false"#, false),
    (#""card": {"file": "card.json"}"#, true),
  ]) func requiredSignaturesNeedKeys(_ members: String, _ isEnabled: Bool) throws {
    let text = #"{"defaults": {"card": {"signature": "require"}}, "agents": [{\#(members)}]}"#
    let agent = try Self.configuration(text).agent()
    #expect(agent.isEnabled == isEnabled)
    let reason = #"card.signature is "require", but card.keys names nobody whose signature counts"#
    #expect(agent.reason == (isEnabled || agent.status == .off ? nil : reason))
  }

  @Test func keySetsAreBounded() {
    let keys = (0...CardSettings.maximumKeys).map { "\"k\($0)\"" }.joined(separator: ",")
    let lines = Self.agent(#""card": {"keys": [\#(keys)]}"#).problems()
    #expect(lines.first?.hasSuffix("agents[0].card.keys has 9 entries; at most 8 are allowed") == true)
  }

  // MARK: - Plain http

  private static let bearer = #""auth": {"type": "bearer", "token": "t0k3n"}"#

  /// Members of an agent, whether it can be used, and the finding's last words.
  static let plain: [(String, Bool, String?)] = [
    (#""url": "https://a.example""#, true, nil),
    (#""url": "http://localhost:80/x", \#(bearer)"#, true, nil),
    (#""url": "http://127.0.0.1:80", "headers": {"X-A": "b"}"#, true, nil),
    (#""url": "http://[::1]:80", \#(bearer)"#, true, nil),
    (
      #""url": "http://a.example:81/x?canary""#, true,
      "is spoken with unencrypted at http://a.example:81, so others can read and change what is said; use https"
    ),
    (
      #""url": "http://10.0.0.1""#, true,
      "is spoken with unencrypted at http://10.0.0.1, so others can read and change what is said; use https"
    ),
    (
      #""url": "HTTP://a.example", \#(bearer)"#, false,
      #"its credentials and headers would go to http://a.example unencrypted; use https, or set "allowHttp" to true"#
    ),
    (
      #""url": "http://a.example", "headers": {"X-A": "b"}"#, false,
      #"its credentials and headers would go to http://a.example unencrypted; use https, or set "allowHttp" to true"#
    ),
    (
      #""url": "http://a.example", \#(bearer), "allowHttp": true"#, true,
      "sends its credentials and headers to http://a.example unencrypted; use https"
    ),
    (#""url": "http://a.example", \#(bearer), "allowHttp": true, "enabled": false"#, false, nil),
    (
      #""url": "https://a.example", "allowedOrigins": ["http://b.example"], \#(bearer)"#, false,
      #"its credentials and headers would go to http://b.example unencrypted; use https, or set "allowHttp" to true"#
    ),
  ]

  @Test(arguments: plain) func plainHTTPIsSaid(_ members: String, _ isEnabled: Bool, _ words: String?) throws
  {
    let settings = try Self.configuration(#"{"agents": [{\#(members)}]}"#).settings()
    #expect(settings.agents.map(\.isEnabled) == [isEnabled])
    #expect(settings.findings.count == (words == nil ? 0 : 1))
    #expect(words == nil || settings.findings[0].text.hasSuffix(words ?? ""))
    #expect(settings.findings.allSatisfy { ($0.severity == .warning) == isEnabled })
  }

  @Test func allowHttpIsInherited() throws {
    let text =
      #"{"defaults": {"allowHttp": true, \#(Self.bearer)}, "agents": ["http://a.example", {"url": "http://b.example", "allowHttp": false}]}"#
    #expect(try Self.configuration(text).settings().agents.map(\.isEnabled) == [true, false])
  }

  @Test func plainHTTPOnTheCommandLineIsSaid() throws {
    let settings = try BridgeSettings(urls: ["http://a.example/x", "http://localhost"], environment: [:])
    #expect(
      settings.findings.map(\.description) == [
        "warning: an agent is spoken with unencrypted at http://a.example, "
          + "so others can read and change what is said; use https"
      ])
  }

  // MARK: - Limits and audit

  @Test func limitsAreReadAndInherited() throws {
    let text = """
      {"defaults": {"limits": {"concurrentCalls": 1, "callsPerMinute": 2, "callsPerHour": 3, "cardSize": "4KiB",
       "answerSize": "5MiB"}, "results": {"fetchFiles": true}},
       "agents": ["https://a.example", {"url": "https://b.example", "limits": {"callsPerHour": 9, "cardSize": "1KiB"},
        "results": {"fetchFiles": false}}],
       "limits": {"concurrentCalls": 6, "callsPerMinute": 7, "callsPerHour": 8, "hops": 9, "memory": "1GiB"}}
      """
    let settings = try Configuration(text).settings()
    var limits = AgentLimits()
    limits.concurrentCalls = 1
    limits.callsPerMinute = 2
    limits.callsPerHour = 3
    limits.cardBytes = 4_096
    limits.answerBytes = 5 << 20
    var other = limits
    other.callsPerHour = 9
    other.cardBytes = 1_024
    #expect(settings.agents.map(\.limits) == [limits, other])
    #expect(settings.agents.map(\.results.fetchesFiles) == [true, false])
    var bridge = BridgeLimits()
    bridge.concurrentCalls = 6
    bridge.callsPerMinute = 7
    bridge.callsPerHour = 8
    bridge.hops = 9
    bridge.memoryBytes = 1 << 30
    #expect(settings.limits == bridge)
  }

  @Test(arguments: [
    (#""limits": {"hops": 17}"#, "limits.hops must be a whole number from 1 to 16; found 17"),
    (
      #""limits": {"callsPerMinute": 0}"#,
      "limits.callsPerMinute must be a whole number from 1 to 1000000; found 0"
    ),
    (#""limits": {"memory": "1KiB"}"#, #"limits.memory must be from "1MiB" to "64GiB"; found "1KiB""#),
    (
      #""limits": {"cardSize": "1MiB"}"#,
      #"unknown key "cardSize" in limits; it belongs in "limits" of an agent"#
    ),
    (#""audit": {}"#, "audit.file is missing: where the lines go"),
    (
      #""audit": {"file": "a", "arguments": "none"}"#,
      #"audit.arguments must be "off", "hash" or "full"; found "none""#
    ),
    (#""audit": {"file": "a", "files": 1}"#, "audit.files must be a whole number from 2 to 1000; found 1"),
    (
      #""audit": {"file": "a", "maxSize": "1KiB"}"#,
      #"audit.maxSize must be from "64KiB" to "4GiB"; found "1KiB""#
    ),
    (#""audit": {"file": "${NONE}"}"#, "audit.file: the environment variable NONE is not set"),
  ]) func aMistakeOfTheBridgesLimitsIsNamed(_ member: String, _ expected: String) {
    let lines = Configuration(#"{"agents": [], \#(member)}"#).problems()
    #expect(lines.map { $0.drop { $0 != " " }.dropFirst() } == [expected[...]])
  }

  @Test func theAuditIsRead() throws {
    var expected = AuditSettings(file: "/etc/bridge/audit.jsonl")
    #expect(
      try Self.configuration(#"{"agents": [], "audit": {"file": "audit.jsonl"}}"#).settings().audit
        == expected)
    expected.arguments = .full
    expected.fileBytes = 1 << 20
    expected.files = 3
    let text =
      #"{"agents": [], "audit": {"file": "audit.jsonl", "arguments": "full", "maxSize": "1MiB", "files": 3}}"#
    #expect(try Self.configuration(text).settings().audit == expected)
    #expect(try Self.configuration(#"{"agents": [], "audit": null}"#).settings().audit == nil)
  }
}
