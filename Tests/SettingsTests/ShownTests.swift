import JSON
import Telemetry
import Testing

@testable import Settings

/// What `config show` prints.
struct ShownTests {
  private static func settings(_ text: String, _ path: String = "/etc/bridge/bridge.json") throws
    -> BridgeSettings
  {
    var configuration = Configuration(text, environment: ["HOME": "/home/u", "VAR": "v4riable"])
    configuration.path = path
    for name in ["f", "g", "h"] {
      configuration.files["/etc/bridge/\(name)"] = (#"{"name": "Filed"}"#, 0o600)
    }
    return try configuration.settings()
  }

  private static let endpoints = #""tokenUrl": "https://a.b/t", "clientId": "c""#
  private static let machine = #""type": "oauth2ClientCredentials", \#(endpoints)"#
  private static let aws =
    #""type": "awsSigV4", "service": "s", "secretAccessKey": "s3cret", "accessKeyId": "4KIA", "region": "r""#

  /// For every key of every section of an agent: two ways to write it that show differently. Each text is what stands
  /// in the section, and so may hold what the key needs beside it.
  static let agentRows: [(section: String, key: String, one: String, other: String)] = [
    ("an agent", "name", #""name": "one""#, #""name": "two""#),
    ("an agent", "url", #""url": "https://one.example""#, #""url": "https://two.example""#),
    ("an agent", "enabled", #""enabled": true"#, #""enabled": false"#),
    ("an agent", "headers", #""headers": {"X-A": "one"}"#, #""headers": {"X-B": "one"}"#),
    ("an agent", "allowHttp", #""allowHttp": true"#, #""allowHttp": false"#),
    ("an agent", "allowedOrigins", #""allowedOrigins": []"#, #""allowedOrigins": ["https://b.example"]"#),
    ("an agent", "wait", #""wait": "terminal""#, #""wait": "1h2m3s4ms""#),
    ("an agent", "onCancel", #""onCancel": "cancel""#, #""onCancel": "detach""#),
    ("an agent", "filesRoot", #""filesRoot": false"#, #""filesRoot": "root""#),
    (
      "\"auth\"", "type", #""type": "none""#,
      #""type": "deviceCode", "issuer": "https://a.b", "clientId": "c""#
    ),
    ("\"auth\"", "token", #""type": "none""#, #""type": "bearer", "token": "t0k3n""#),
    ("\"auth\"", "key", #""type": "none""#, #""type": "apiKey", "header": "X", "key": "k3y0""#),
    (
      "\"auth\"", "header", #""type": "apiKey", "header": "X", "key": "k3y0""#,
      #""type": "apiKey", "header": "Y", "key": "k3y0""#
    ),
    (
      "\"auth\"", "query", #""type": "apiKey", "query": "X", "key": "k3y0""#,
      #""type": "apiKey", "query": "Y", "key": "k3y0""#
    ),
    (
      "\"auth\"", "cookie", #""type": "apiKey", "cookie": "X", "key": "k3y0""#,
      #""type": "apiKey", "cookie": "Y", "key": "k3y0""#
    ),
    (
      "\"auth\"", "username", #""type": "basic", "username": "a", "password": "p4ss""#,
      #""type": "basic", "username": "b", "password": "p4ss""#
    ),
    (
      "\"auth\"", "password", #""type": "basic", "username": "a", "password": "p4ss""#,
      #""type": "basic", "username": "a", "password": {"command": ["p"]}"#
    ),
    (
      "\"auth\"", "issuer", #""type": "deviceCode", "issuer": "https://a.b", "clientId": "c""#,
      #""type": "deviceCode", "issuer": "https://a.c", "clientId": "c""#
    ),
    (
      "\"auth\"", "tokenUrl", #"\#(machine), "clientSecret": "s3cret""#,
      #""type": "oauth2ClientCredentials", "tokenUrl": "https://a.b/u", "clientId": "c", "clientSecret": "s3cret""#
    ),
    (
      "\"auth\"", "authorizationUrl",
      #""type": "authorizationCode", \#(endpoints), "authorizationUrl": "https://a.b/x""#,
      #""type": "authorizationCode", \#(endpoints), "authorizationUrl": "https://a.b/y""#
    ),
    (
      "\"auth\"", "deviceAuthorizationUrl",
      #""type": "deviceCode", \#(endpoints), "deviceAuthorizationUrl": "https://a.b/x""#,
      #""type": "deviceCode", \#(endpoints), "deviceAuthorizationUrl": "https://a.b/y""#
    ),
    (
      "\"auth\"", "clientId", #"\#(machine), "clientSecret": "s3cret""#,
      #""type": "oauth2ClientCredentials", "tokenUrl": "https://a.b/t", "clientId": "d", "clientSecret": "s3cret""#
    ),
    (
      "\"auth\"", "clientAuth", #"\#(machine), "clientSecret": "s3cret""#,
      #"\#(machine), "clientSecret": "s3cret", "clientAuth": "post""#
    ),
    (
      "\"auth\"", "clientSecret", #"\#(machine), "clientSecret": "s3cret""#,
      #"\#(machine), "clientSecret": {"command": ["p"]}"#
    ),
    (
      "\"auth\"", "privateKey", #"\#(machine), "privateKey": "k3y0""#,
      #"\#(machine), "privateKey": {"command": ["p"]}"#
    ),
    (
      "\"auth\"", "algorithm", #"\#(machine), "privateKey": "k3y0""#,
      #"\#(machine), "privateKey": "k3y0", "algorithm": "RS256""#
    ),
    (
      "\"auth\"", "keyId", #"\#(machine), "privateKey": "k3y0""#,
      #"\#(machine), "privateKey": "k3y0", "keyId": "i""#
    ),
    (
      "\"auth\"", "scopes", #"\#(machine), "clientSecret": "s3cret""#,
      #"\#(machine), "clientSecret": "s3cret", "scopes": ["s"]"#
    ),
    (
      "\"auth\"", "skillScopes", #"\#(machine), "clientSecret": "s3cret""#,
      #"\#(machine), "clientSecret": "s3cret", "skillScopes": true"#
    ),
    (
      "\"auth\"", "audience", #"\#(machine), "clientSecret": "s3cret""#,
      #"\#(machine), "clientSecret": "s3cret", "audience": "a""#
    ),
    (
      "\"auth\"", "resource", #"\#(machine), "clientSecret": "s3cret""#,
      #"\#(machine), "clientSecret": "s3cret", "resource": "a:b""#
    ),
    (
      "\"auth\"", "parameters", #"\#(machine), "clientSecret": "s3cret""#,
      #"\#(machine), "clientSecret": "s3cret", "parameters": {"a": "b"}"#
    ),
    (
      "\"auth\"", "redirectPort", #""type": "authorizationCode", "issuer": "https://a.b", "clientId": "c""#,
      #""type": "authorizationCode", "issuer": "https://a.b", "clientId": "c", "redirectPort": 9"#
    ),
    ("\"auth\"", "region", aws, aws.replacing(#""r""#, with: #""q""#)),
    ("\"auth\"", "service", aws, aws.replacing(#""s""#, with: #""q""#)),
    ("\"auth\"", "accessKeyId", aws, aws.replacing(#""4KIA""#, with: #"{"command": ["p"]}"#)),
    ("\"auth\"", "secretAccessKey", aws, aws.replacing(#""s3cret""#, with: #"{"command": ["p"]}"#)),
    ("\"auth\"", "sessionToken", aws, aws + #", "sessionToken": "s3ssion""#),
    ("\"tls\"", "ca", #""ca": false"#, #""ca": "f""#),
    ("\"tls\"", "cert", #""cert": "f", "key": "g""#, #""cert": "h", "key": "g""#),
    ("\"tls\"", "key", #""cert": "f", "key": "g""#, #""cert": "f", "key": "h""#),
    ("\"tls\"", "passphrase", #""cert": "f", "key": "g""#, #""cert": "f", "key": "g", "passphrase": "p4ss""#),
    ("\"tls\"", "minVersion", #""minVersion": "1.2""#, #""minVersion": "1.3""#),
    ("\"tls\"", "pins", #""pins": []"#, #""pins": ["sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="]"#),
    ("\"card\"", "file", #""file": "f""#, #""file": "g""#),
    ("\"card\"", "inline", #""inline": {"name": "A"}"#, #""inline": {"name": "B"}"#),
    ("\"card\"", "onChange", #""onChange": "warn""#, #""onChange": "pin""#),
    ("\"card\"", "signature", #""signature": "off""#, #""signature": "verify-if-present""#),
    ("\"card\"", "keys", #""keys": []"#, #""keys": ["f", "https://a.b"]"#),
    ("\"timeouts\"", "connect", #""connect": "1s""#, #""connect": "2s""#),
    ("\"timeouts\"", "card", #""card": "1s""#, #""card": "2s""#),
    ("\"timeouts\"", "firstByte", #""firstByte": "1s""#, #""firstByte": "2s""#),
    ("\"timeouts\"", "idle", #""idle": "1s""#, #""idle": "2s""#),
    ("\"timeouts\"", "task", #""task": "1s""#, #""task": "2s""#),
    ("\"tools\" of an agent", "mode", #""mode": "perAgent""#, #""mode": "search""#),
    ("\"tools\" of an agent", "include", #""include": ["a*"]"#, #""include": ["b*"]"#),
    ("\"tools\" of an agent", "exclude", #""exclude": ["a*"]"#, #""exclude": ["b*"]"#),
    ("\"tools\" of an agent", "rename", #""rename": {"a": "b"}"#, #""rename": {"a": "c"}"#),
    ("\"tools\" of an agent", "descriptions", #""descriptions": {"a": "b"}"#, #""descriptions": {"a": "c"}"#),
    (
      "\"tools\" of an agent", "outputSchemas", #""outputSchemas": {}"#,
      #""outputSchemas": {"a": {"type": "object"}}"#
    ),
    ("\"protocol\"", "bindings", #""bindings": []"#, #""bindings": ["GRPC"]"#),
    ("\"protocol\"", "dialect", #""dialect": "auto""#, #""dialect": "0.3""#),
    ("\"protocol\"", "extensions", #""extensions": []"#, #""extensions": ["a:b"]"#),
    ("\"results\"", "maxCharacters", #""maxCharacters": 1000"#, #""maxCharacters": 1001"#),
    ("\"results\"", "links", #""links": true"#, #""links": false"#),
    ("\"results\"", "filesDir", #""filesDir": false"#, #""filesDir": "f""#),
    ("\"results\"", "fetchFiles", #""fetchFiles": true"#, #""fetchFiles": false"#),
    ("\"limits\" of an agent", "concurrentCalls", #""concurrentCalls": 1"#, #""concurrentCalls": 2"#),
    ("\"limits\" of an agent", "callsPerMinute", #""callsPerMinute": 1"#, #""callsPerMinute": 2"#),
    ("\"limits\" of an agent", "callsPerHour", #""callsPerHour": 1"#, #""callsPerHour": 2"#),
    ("\"limits\" of an agent", "cardSize", #""cardSize": "1KiB""#, #""cardSize": "2KiB""#),
    ("\"limits\" of an agent", "answerSize", #""answerSize": "1KiB""#, #""answerSize": "2MiB""#),
    ("a secret", "command", #"{"command": ["p"]}"#, #"{"command": ["q"]}"#),
    ("a secret", "ttl", #"{"command": ["p"]}"#, #"{"command": ["p"], "ttl": "1m"}"#),
    ("a secret", "env", #"{"command": ["p"]}"#, #"{"env": "VAR"}"#),
    ("a secret", "file", #"{"command": ["p"]}"#, #"{"file": "f"}"#),
  ]

  private static func text(_ section: String, _ members: String) -> String {
    let agent =
      switch section {
      case "an agent": members
      case "a secret": #""auth": {"type": "bearer", "token": \#(members)}"#
      default: "\(section.prefix { $0 != " " }): {\(members)}"
      }
    let url = members.hasPrefix(#""url""#) ? "" : #""url": "https://a.example", "#
    return "{\"agents\": [{\(url)\(agent)}]}"
  }

  static let bridgeRows: [(section: String, key: String, one: String, other: String)] = [
    ("the top level", "agents", #""agents": []"#, #""agents": ["https://a.example"]"#),
    (
      "the top level", "defaults", #""agents": ["https://a.example"]"#,
      #""agents": ["https://a.example"], "defaults": {"wait": "1s"}"#
    ),
    ("\"tools\" at the top level", "taskList", #""taskList": true"#, #""taskList": false"#),
    ("\"push\"", "listen", #""listen": "127.0.0.1:1""#, #""listen": "[::1]:2""#),
    ("\"push\"", "url", #""listen": "127.0.0.1:1""#, #""listen": "127.0.0.1:1", "url": "https://a.b""#),
    ("\"logging\"", "level", #""level": "info""#, #""level": "debug""#),
    ("\"logging\"", "format", #""format": "json""#, #""format": "text""#),
    ("\"logging\"", "file", #""file": null"#, #""file": "f""#),
    ("\"state\"", "dir", #""dir": "f""#, #""dir": "g""#),
    ("\"limits\" at the top level", "concurrentCalls", #""concurrentCalls": 1"#, #""concurrentCalls": 2"#),
    ("\"limits\" at the top level", "callsPerMinute", #""callsPerMinute": 1"#, #""callsPerMinute": 2"#),
    ("\"limits\" at the top level", "callsPerHour", #""callsPerHour": 1"#, #""callsPerHour": 2"#),
    ("\"limits\" at the top level", "hops", #""hops": 1"#, #""hops": 2"#),
    ("\"limits\" at the top level", "memory", #""memory": "1MiB""#, #""memory": "2MiB""#),
    ("\"audit\"", "file", #""file": "f""#, #""file": "g""#),
    ("\"audit\"", "arguments", #""file": "f""#, #""file": "f", "arguments": "off""#),
    ("\"audit\"", "maxSize", #""file": "f""#, #""file": "f", "maxSize": "1MiB""#),
    ("\"audit\"", "files", #""file": "f""#, #""file": "f", "files": 2"#),
  ]

  private static func bridgeText(_ section: String, _ members: String) -> String {
    section == "the top level"
      ? "{\(members)}" : "{\"agents\": [], \(section.prefix { $0 != " " }): {\(members)}}"
  }

  @Test(arguments: agentRows) func everySettingOfAnAgentIsShown(
    _ row: (section: String, key: String, one: String, other: String)
  ) throws {
    try Self.check(Self.text(row.section, row.one), Self.text(row.section, row.other))
  }

  @Test(arguments: bridgeRows) func everySettingOfTheBridgeIsShown(
    _ row: (section: String, key: String, one: String, other: String)
  ) throws {
    try Self.check(Self.bridgeText(row.section, row.one), Self.bridgeText(row.section, row.other))
  }

  private static func check(_ one: String, _ other: String) throws {
    let (one, other) = (try settings(one), try settings(other))
    #expect(one.agents.allSatisfy { $0.reason == nil } && other.agents.allSatisfy { $0.reason == nil })
    #expect(one.shown != other.shown)
    // What is shown can be read again, and says the same but for the secrets.
    for settings in [one, other] {
      let again = try Self.settings(settings.shown.indentedText)
      #expect(again.shown == settings.shown)
    }
  }

  /// The tables have a row for every key, so that a new one is not forgotten. The keys that hold a section have its
  /// rows.
  @Test(arguments: SettingsSchema.sections.map { ($0.name, $0.keys) })
  func everyKeyIsInTheTables(_ section: String, _ keys: [String]) {
    let rows = Set((Self.agentRows + Self.bridgeRows).filter { $0.section == section }.map(\.key))
    let sections =
      ["$schema", "auth", "tls", "card", "timeouts", "tools", "results", "limits", "protocol", "push"]
      + ["logging", "state", "audit"]
    let nested = section.contains("agent") && !section.contains("of") || section == "the top level"
    if section == "\"defaults\" or an agent" { return }
    #expect(Set(keys).subtracting(rows) == (nested ? Set(sections).intersection(keys) : []))
  }

  /// Without secrets it is the whole truth.
  @Test func whatIsShownMeansTheSame() throws {
    let text = """
      {"defaults": {"wait": "1m", "card": {"onChange": "pin"}, "results": {"filesDir": "saved"}},
       "agents": [
         {"name": "one", "url": "https://a.example/x", "auth": {"type": "deviceCode", "issuer": "https://id.example",
          "clientId": "c", "scopes": ["a"]}, "tls": {"ca": "f", "pins": []}, "filesRoot": "root",
          "tools": {"include": ["a*"], "outputSchemas": {"a": {"type": "object"}}}},
         {"card": {"name": "Inline"}}, {"card": "f", "wait": "terminal", "timeouts": {"connect": "1.5s"}},
         {"url": "https://b.example", "enabled": false}
       ],
       "push": {"listen": "[::1]:80"}, "logging": {"level": "error", "file": "log"}, "state": {"dir": "s"},
       "limits": {"hops": 4}, "audit": {"file": "a", "arguments": "full"}}
      """
    let settings = try Self.settings(text)
    let again = try Self.settings(settings.shown.indentedText)
    #expect(again.agents == settings.agents)
    #expect(again.push == settings.push && again.logging == settings.logging && again.audit == settings.audit)
    #expect(again.limits == settings.limits && again.stateDirectory == settings.stateDirectory)
  }

  /// Of each way in which something can be missing here: what is shown is a configuration, and shows itself.
  @Test(arguments: [
    #""auth": {"type": "bearer", "token": "canary-${NONE}"}"#,
    #""auth": {"type": "bearer", "token": {"env": "NONE"}}"#,
    #""auth": {"type": "basic", "username": "${NONE}", "password": "canary"}"#,
    #""auth": {"type": "apiKey", "header": "X", "key": {"file": "none"}}"#,
    #""auth": {"type": "oauth2ClientCredentials", "tokenUrl": "https://a.b/?canary", "clientId": "${NONE}", "clientSecret": {"command": ["p", "canary"]}, "parameters": {"api_key": "canary", "x": "y"}}"#,
    #""headers": {"X-A": "${NONE}", "X-B": "b"}"#, #""filesRoot": "${NONE}""#, #""name": "${NONE}""#,
    #""tls": {"cert": "none", "key": "none", "passphrase": "canary"}"#, #""card": {"signature": "require"}"#,
  ]) func anAgentThatCantBeUsedIsShownAsItIsWritten(_ members: String) throws {
    try Self.checkDisabled(#"{"agents": [{"url": "https://a.example", \#(members)}]}"#)
    if members.contains("name") || members.contains("require") { return }
    try Self.checkDisabled(#"{"defaults": {\#(members)}, "agents": ["https://a.example"]}"#)
  }

  @Test(arguments: [
    #"{"agents": ["${NONE}"]}"#, #"{"agents": [{"url": "https://a.example/?key=canary${NONE}"}]}"#,
    #"{"agents": [{"card": "none"}]}"#, #"{"agents": [{"card": {"file": "${NONE}"}}]}"#,
  ]) func anAgentWithoutAnAddressIsShownAsItIsWritten(_ text: String) throws {
    try Self.checkDisabled(text)
  }

  private static func checkDisabled(_ text: String) throws {
    let settings = try Self.settings(text)
    #expect(settings.agents[0].reason != nil)
    let shown = settings.shown
    #expect(!shown.text.contains("canary"))
    if text.contains("bearer") { #expect(shown["agents"]?.array?[0]["auth"]?["type"] == "bearer") }
    #expect(try Self.settings(shown.indentedText).shown == shown)
  }

  @Test func whatLooksLikeAVariableAndIsNoneIsShownAsOne() throws {
    let text = """
      {"agents": [{"url": "https://a.example/$${x}", "auth": {"type": "basic", "username": "$${x}", "password": "p4ss"},
        "tools": {"descriptions": {"a": "$${x} and $$${y}"}}, "card": {"inline": {"name": "${x}"}}}]}
      """
    let settings = try Self.settings(text)
    #expect(settings.agents[0].url == "https://a.example/${x}")
    #expect(settings.shown["agents"]?.array?[0]["url"] == "https://a.example/$${x}")
    #expect(settings.shown["agents"]?.array?[0]["card"]?["inline"] == ["name": "${x}"])
    let again = try Self.settings(settings.shown.indentedText)
    #expect(again.shown == settings.shown)
    #expect(again.agents[0].tools == settings.agents[0].tools)
  }

  @Test func whatMayBeSecretIsNotShown() throws {
    let text = """
      {"agents": [
        {"url": "https://a.example/x?key=canary", "headers": {"X-Team": "canary"}},
        {"url": "https://b.example", "auth": {"type": "bearer", "token": {"command": ["prog", "canary"], "ttl": "1m"}}},
        {"url": "https://c.example", "card": {"keys": ["https://k.example/?canary"]},
         "auth": {"type": "deviceCode", "tokenUrl": "https://d.example/?canary", "clientId": "c",
          "deviceAuthorizationUrl": "https://e.example/?canary", "parameters": {"api_key": "canary", "plain": "shown"}}},
        {"url": "https://d.example", "auth": {"type": "bearer", "token": "${NONE}"}},
        {"url": "https://e.example", "auth": {"type": "apiKey", "query": "k", "key": "${VAR}"},
         "tools": {"descriptions": {"a": "echoes v4riable"}}}
      ], "push": {"listen": "127.0.0.1:80", "url": "https://p.example/?canary"}}
      """
    let shown = try Self.settings(text).shown
    #expect(!shown.text.contains("canary") && !shown.text.contains("v4riable"))
    #expect(shown["agents"]?.array?[0]["url"] == "https://a.example/x?(secret)")
    #expect(shown["agents"]?.array?[0]["headers"] == ["X-Team": "(secret)"])
    #expect(
      shown["agents"]?.array?[1]["auth"]?["token"] == ["command": ["prog", "(secret)"], "ttl": "1m"])
    #expect(shown["agents"]?.array?[2]["auth"]?["parameters"] == ["api_key": "(secret)", "plain": "shown"])
    #expect(shown["agents"]?.array?[3]["disabled"] == nil)
    #expect(shown["agents"]?.array?[3]["auth"] == ["type": "bearer", "token": "(secret)"])
    #expect(shown["agents"]?.array?[4]["tools"]?["descriptions"] == ["a": "echoes (secret)"])
  }

  @Test(arguments: [
    "0s", "1ms", "1.001ms", "999ms", "1s", "1s1ms", "59s", "1m", "1h", "1h1s", "720h", "1h2m3s4ms", "0.025ms",
  ]) func aDurationIsWrittenAsItIsRead(_ text: String) throws {
    let duration = try DurationText.duration(text)
    #expect(DurationText.text(duration) == text)
    #expect(try DurationText.duration(DurationText.text(duration)) == duration)
  }
}
