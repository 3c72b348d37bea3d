import Settings
import Testing

struct BadValueTests {
  private static let types =
    #""none", "bearer", "apiKey", "basic", "oauth2ClientCredentials", "deviceCode", "authorizationCode" or "awsSigV4""#

  /// Members of one agent, and what is said about them after `agents[0]`.
  static let agentCases: [(String, String)] = [
    (#""name": 5"#, #".name must be a string; found a number"#),
    (#""name": """#, #".name must be 1 to 24 of the characters a-z, 0-9 and _, a letter first; found """#),
    (
      #""name": "Weather""#,
      #".name must be 1 to 24 of the characters a-z, 0-9 and _, a letter first; found "Weather""#
    ),
    (
      #""name": "2fast""#,
      #".name must be 1 to 24 of the characters a-z, 0-9 and _, a letter first; found "2fast""#
    ),
    (
      #""name": "wétter""#,
      #".name must be 1 to 24 of the characters a-z, 0-9 and _, a letter first; found "wétter""#
    ),
    (
      #""name": "a23456789012345678901234x""#,
      #".name must be 1 to 24 of the characters a-z, 0-9 and _, a letter first; found "a23456789012345678901234x""#
    ),
    (#""name": "a2a""#, #".name must not begin with "a2a_", which is the bridge's own; found "a2a""#),
    (#""name": "a2a_x""#, #".name must not begin with "a2a_", which is the bridge's own; found "a2a_x""#),
    (#""enabled": "yes""#, #".enabled must be true or false; found a string"#),
    (#""headers": []"#, #".headers must be an object of header names and values; found an array"#),
    (
      #""headers": {"X Y": "1"}"#,
      #".headers must be the name of a header (letters, digits and - _ .)"#
    ),
    (
      #""headers": {"Host": "1"}"#,
      #".headers must be a header that the bridge does not write itself; found "Host""#
    ),
    (
      #""headers": {"A2A-Bridge-Hop": "0"}"#,
      #".headers must be a header that the bridge does not write itself; found "A2A-Bridge-Hop""#
    ),
    (
      #""headers": {"a2a-version": "9"}"#,
      #".headers must be a header that the bridge does not write itself; found "a2a-version""#
    ),
    (
      #""headers": {"content-type": "1"}"#,
      #".headers must be a header that the bridge does not write itself; found "content-type""#
    ),
    (
      #""headers": {"X-A": 1}"#,
      #".headers.X-A must be a string, {"env": "NAME"}, {"file": "path"} or {"command": ["program"]}; found a number"#
    ),
    (
      #""headers": {"X-A": "1", "x-a": "2"}"#,
      #".headers.x-a is there twice; the case of a header's name does not count"#
    ),
    (#""auth": "bearer""#, #".auth must be an object; found a string"#),
    (#""auth": {}"#, #".auth.type is missing: write \#(types)"#),
    (#""auth": {"type": 1}"#, #".auth.type must be a string; found a number"#),
    (#""auth": {"type": "oauth2", "tokenUrl": "x"}"#, #".auth.type must be \#(types); found "oauth2""#),
    (#""auth": {"type": "bearer"}"#, #".auth.token is missing"#),
    (
      #""auth": {"type": "bearer", "token": 12345}"#,
      #".auth.token must be a string, {"env": "NAME"}, {"file": "path"} or {"command": ["program"]}; found a number"#
    ),
    (
      #""auth": {"type": "bearer", "token": {}}"#,
      #".auth.token must be a string, or an object with either "env", "file" or "command""#
    ),
    (
      #""auth": {"type": "bearer", "token": {"env": "X", "file": "y"}}"#,
      #".auth.token must be a string, or an object with either "env", "file" or "command""#
    ),
    (
      #""auth": {"type": "bearer", "token": {"env": 1}}"#,
      #".auth.token.env must be the name of an environment variable (letters, digits and _)"#
    ),
    (
      #""auth": {"type": "bearer", "token": {"env": "sk-canary"}}"#,
      #".auth.token.env must be the name of an environment variable (letters, digits and _)"#
    ),
    (
      #""auth": {"type": "bearer", "token": {"file": 1}}"#,
      #".auth.token.file must be a path; found a number"#
    ),
    (#""auth": {"type": "bearer", "token": {"file": ""}}"#, #".auth.token.file must be a path; found """#),
    (
      #""auth": {"type": "bearer", "token": "sk-${canary"}"#,
      #".auth.token has a "${" without its "}"; write "$${" for a literal "${""#
    ),
    (
      #""auth": {"type": "apiKey", "key": "k3y-value"}"#,
      #".auth.header is missing: name the header that carries the key, such as "X-Api-Key", "#
        + #"or a "query" parameter or a "cookie""#
    ),
    (#""auth": {"type": "apiKey", "header": "X-Key"}"#, #".auth.key is missing"#),
    (
      #""auth": {"type": "apiKey", "header": "X:Key", "key": "k3y-value"}"#,
      #".auth.header must be the name of a header (letters, digits and - _ .)"#
    ),
    (
      #""allowedOrigins": "https://b.example""#,
      #".allowedOrigins must be an array of origins; found a string"#
    ),
    (#""allowedOrigins": [1]"#, #".allowedOrigins[0] must be a string; found a number"#),
    (
      #""allowedOrigins": ["https://b.example/x"]"#,
      #".allowedOrigins[0] must be an origin such as "https://agent.example.com", without a path"#
    ),
    (
      #""allowedOrigins": ["https://b/b"]"#,
      #".allowedOrigins[0] must be an origin such as "https://agent.example.com", without a path"#
    ),
    (
      #""allowedOrigins": ["b.example"]"#,
      #".allowedOrigins[0] must be a URL such as "https://agent.example.com"; found "b.example""#
    ),
    (
      #""allowedOrigins": ["*"]"#,
      #".allowedOrigins[0] must be a URL such as "https://agent.example.com"; found "*""#
    ),
    (#""timeouts": "5s""#, #".timeouts must be an object; found a string"#),
    (#""timeouts": {"connect": 5}"#, #".timeouts.connect needs a unit: write "5s" or "5ms" instead of 5"#),
    (#""timeouts": {"connect": "5"}"#, #".timeouts.connect needs a unit: write "5s" or "5ms"; found "5""#),
    (#""timeouts": {"card": "0s"}"#, #".timeouts.card must be longer than zero; found "0s""#),
    (#""timeouts": {"idle": true}"#, #".timeouts.idle must be a duration such as "30s"; found a boolean"#),
    (
      #""timeouts": {"firstByte": "5 seconds"}"#,
      #".timeouts.firstByte must be a duration with units (h, m, s, ms) such as "30s" or "1m30s"; found "5 seconds""#
    ),
    (#""timeouts": {"task": "721h"}"#, #".timeouts.task must be at most "720h" (30 days); found "721h""#),
    (#""wait": 50"#, #".wait needs a unit: write "50s" or "50ms" instead of 50"#),
    (
      #""wait": "forever""#,
      #".wait must be a duration with units (h, m, s, ms) such as "30s" or "1m30s", or "terminal"; found "forever""#
    ),
    (#""onCancel": "abort""#, #".onCancel must be "cancel" or "detach"; found "abort""#),
    (#""tools": []"#, #".tools must be an object; found an array"#),
    (
      #""tools": {"mode": "perskill"}"#,
      #".tools.mode must be "perSkill", "perAgent" or "search"; found "perskill""#
    ),
    (#""tools": {"mode": 1}"#, #".tools.mode must be a string; found a number"#),
    (
      #""tools": {"outputSchemas": []}"#,
      #".tools.outputSchemas must be an object of skill ids and JSON Schemas; found an array"#
    ),
    (
      #""tools": {"outputSchemas": {"x": true}}"#,
      #".tools.outputSchemas.x must be a JSON Schema; found a boolean"#
    ),
    (
      #""tools": {"outputSchemas": {"x": {"type": "array"}}}"#,
      #".tools.outputSchemas.x must have "type": "object" at its root"#
    ),
    (
      #""tools": {"outputSchemas": {"x": {"type": "object", "$ref": "x"}}}"#,
      #".tools.outputSchemas.x.$ref is a keyword that can't be checked; "#
        + "only plain schemas can be: type, enum, const, required, properties, items and the like"
    ),
    (
      #""tools": {"outputSchemas": {"x": {"type": "object", "properties": {"y": {"items": {"type": "strin"}}}}}}"#,
      #".tools.outputSchemas.x.properties.y.items.type must be one of the types of JSON or an array of them; "#
        + "found a string"
    ),
    (
      #""tools": {"outputSchemas": {"x": {"properties": {}}}}"#,
      #".tools.outputSchemas.x must have "type": "object" at its root"#
    ),
    (#""results": {"links": "yes"}"#, #".results.links must be true or false; found a string"#),
    (
      #""results": {"filesDir": true}"#,
      #".results.filesDir must be a path, or false for none; found a boolean"#
    ),
    (#""results": {"filesDir": ""}"#, #".results.filesDir must be a path; found """#),
    (#""filesRoot": []"#, #".filesRoot must be a path, or false for none; found an array"#),
    (#""filesRoot": "a\u0000b""#, #".filesRoot must be a path; found "a\u{0}b""#),
    (#""tools": {"include": "x"}"#, #".tools.include must be an array of patterns; found a string"#),
    (
      #""tools": {"include": [""]}"#, #".tools.include[0] must be a pattern of 1 to 120 characters; found """#
    ),
    (#""tools": {"exclude": ["a", 1]}"#, #".tools.exclude[1] must be a string; found a number"#),
    (#""tools": {"rename": []}"#, #".tools.rename must be an object of skill ids and names; found an array"#),
    (
      #""tools": {"rename": {"x": "Big"}}"#,
      #".tools.rename.x must be 1 to 40 of the characters a-z, 0-9 and _; found "Big""#
    ),
    (
      #""tools": {"rename": {"b": "same", "a": "same"}}"#,
      #".tools.rename gives "a" and "b" the same name "same""#
    ),
    (
      #""tools": {"descriptions": {"x": ""}}"#,
      #".tools.descriptions.x must be 1 to 1000 characters; found """#
    ),
    (
      #""results": {"maxCharacters": "20000"}"#,
      #".results.maxCharacters must be a whole number from 1000 to 1000000; found a string"#
    ),
    (
      #""results": {"maxCharacters": 999}"#,
      #".results.maxCharacters must be a whole number from 1000 to 1000000; found 999"#
    ),
    (
      #""results": {"maxCharacters": 1500.5}"#,
      #".results.maxCharacters must be a whole number from 1000 to 1000000; found 1500.5"#
    ),
    (#""protocol": "0.3""#, #".protocol must be an object; found a string"#),
    (
      #""protocol": {"bindings": "GRPC"}"#,
      #".protocol.bindings must be an array of names of bindings; found a string"#
    ),
    (
      #""protocol": {"bindings": ["GRPC", "REST"]}"#,
      #".protocol.bindings[1] must be "JSONRPC", "HTTP+JSON" or "GRPC"; found "REST""#
    ),
    (#""protocol": {"dialect": 1.0}"#, #".protocol.dialect must be a string; found a number"#),
    (
      #""protocol": {"dialect": "0.2"}"#,
      #".protocol.dialect must be "auto", "1.0", "0.3", "0.1", "guide" or "objective"; found "0.2""#
    ),
    (
      #""protocol": {"extensions": ["a:b", "https://a.example/x,y"]}"#,
      #".protocol.extensions[1] must be the URI of an extension, without spaces and commas; found "https://a.example/x,y""#
    ),
    (
      #""protocol": {"extensions": [""]}"#,
      #".protocol.extensions[0] must be the URI of an extension, without spaces and commas; found """#
    ),
    (
      #""auth": {"type": "bearer", "token": "t0k3n"}, "headers": {"authorization": "x1234"}"#,
      #" sets the header "Authorization" by "auth" and by "headers"; keep one of them"#
    ),
    (
      #""auth": {"type": "apiKey", "header": "X-Key", "key": "k3y-v"}, "headers": {"x-key": "x1234"}"#,
      #" sets the header "X-Key" by "auth" and by "headers"; keep one of them"#
    ),
  ]

  @Test(arguments: agentCases)
  func anAgentsValueIsRefusedInWords(_ members: String, _ expected: String) throws {
    let lines = Configuration(agent: members).problems()
    let line = try #require(lines.first)
    #expect(lines.count == 1)
    let sentence = line.drop { $0 != " " }.dropFirst()
    #expect(sentence == "agents[0]\(expected)" || sentence == "a key of agents[0]\(expected)")
    #expect(!line.contains("canary"))
    // The same in `defaults`, where it stands on its own. Names are no business of theirs.
    if members.contains("\"name\"") || members.contains("\"enabled\"") { return }
    let defaults = Configuration(#"{"defaults": {\#(members)}, "agents": ["https://a.example"]}"#).problems()
    let inDefaults = sentence.replacing("agents[0].", with: "defaults.")
    #expect(defaults.first?.hasSuffix(inDefaults) == true)
  }

  /// Whole files, and the whole line.
  static let fileCases: [(String, String)] = [
    (#"[]"#, "1:1: (root) must be an object; found an array"),
    (
      #"{}"#,
      #"1:1: "agents" is missing: name at least one agent, such as {"agents": ["https://agent.example.com"]}"#
    ),
    (#"{"agents": "https://a.example"}"#, "1:2: agents must be an array of URLs and objects; found a string"),
    (
      #"{"agents": {"weather": {"url": "https://a.example"}}}"#,
      #"1:2: agents must be an array; found a map of names as in "mcpServers": write [{"name": "weather", "url": "https://…"}], each agent with its name inside"#
    ),
    (#"{"agents": [5]}"#, "1:13: agents[0] must be a URL or an object; found a number"),
    (#"{"agents": [null]}"#, "1:13: agents[0] must be a URL or an object; found null"),
    (
      #"{"agents": ["a.example"]}"#,
      #"1:13: agents[0] must be a URL such as "https://agent.example.com"; found "a.example""#
    ),
    (
      #"{"agents": ["ftp://a.example"]}"#,
      #"1:13: agents[0] must be a URL such as "https://agent.example.com"; found "ftp://a.example""#
    ),
    (#"{"agents": ["https://"]}"#, "1:13: agents[0] must name a host"),
    (#"{"agents": ["https://:80/"]}"#, "1:13: agents[0] must name a host"),
    (
      #"{"agents": ["https://münchen.example"]}"#,
      "1:13: agents[0] must name a host by letters a-z, digits, - and . (others in their xn-- form)"
    ),
    (
      #"{"agents": ["https://a,b.example"]}"#,
      "1:13: agents[0] must name a host by letters a-z, digits, - and . (others in their xn-- form)"
    ),
    (
      #"{"agents": ["http://[fe80::1%eth0]/"]}"#,
      "1:13: agents[0] must name a host by letters a-z, digits, - and . (others in their xn-- form)"
    ),
    (
      #"{"agents": ["http://[::1"]}"#,
      "1:13: agents[0] must name a host by letters a-z, digits, - and . (others in their xn-- form)"
    ),
    (#"{"agents": ["http://a:99999"]}"#, "1:13: agents[0] must have a port from 1 to 65535"),
    (#"{"agents": ["http://a:0/x"]}"#, "1:13: agents[0] must have a port from 1 to 65535"),
    (#"{"agents": ["http://a:+80"]}"#, "1:13: agents[0] must have a port from 1 to 65535"),
    (#"{"agents": ["http://[::1]80"]}"#, "1:13: agents[0] must have a port from 1 to 65535"),
    (
      #"{"agents": ["http://a:18446744073709551617"]}"#,
      "1:13: agents[0] must have a port from 1 to 65535"
    ),
    (#"{"agents": ["https://a b/"]}"#, "1:13: agents[0] must not hold spaces or control characters"),
    (
      #"{"agents": ["https://u:canary@a.example"]}"#,
      #"1:13: agents[0] must not hold a user name or password; use "auth" or "headers""#
    ),
    (#"{"agents": [{"name": "x"}]}"#, "1:13: agents[0].url is missing"),
    (
      #"{"agents": [{"card": ["x"]}]}"#,
      "1:14: agents[0].card must be the path of a card, or a card; found an array"
    ),
    (#"{"agents": [{"card": ""}]}"#, #"1:14: agents[0].card must be a path; found """#),
    (#"{"agents": [{"url": ["x"]}]}"#, "1:14: agents[0].url must be a string; found an array"),
    (#"{"agents": [], "defaults": []}"#, "1:16: defaults must be an object; found an array"),
    (#"{"agents": [], "logging": 1}"#, "1:16: logging must be an object; found a number"),
    (
      #"{"agents": [], "logging": {"level": "loud"}}"#,
      #"1:28: logging.level must be "trace", "debug", "info", "notice", "warning", "error" or "critical"; found "loud""#
    ),
    (
      #"{"agents": [], "logging": {"format": "xml"}}"#,
      #"1:28: logging.format must be "auto", "text" or "json"; found "xml""#
    ),
    (#"{"agents": [], "logging": {"file": ""}}"#, #"1:28: logging.file must be a path; found """#),
    (
      #"{"agents": [], "logging": {"file": "${NOWHERE}/x"}}"#,
      "1:28: logging.file: the environment variable NOWHERE is not set"
    ),
    (#"{"agents": [], "state": {"dir": 1}}"#, "1:26: state.dir must be a path; found a number"),
    (
      #"{"agents": [], "limits": {"concurrentCalls": 0}}"#,
      "1:27: limits.concurrentCalls must be a whole number from 1 to 1024; found 0"
    ),
    (
      #"{"agents": [], "limits": {"concurrentCalls": 1025}}"#,
      "1:27: limits.concurrentCalls must be a whole number from 1 to 1024; found 1025"
    ),
    (
      #"{"agents": [], "tools": {"taskList": 1}}"#,
      "1:26: tools.taskList must be true or false; found a number"
    ),
    (#"{"agents": [], "push": true}"#, "1:16: push must be an object; found a boolean"),
    (
      #"{"agents": [], "push": {"url": "https://a.example"}}"#,
      "1:25: push.listen is missing: the place that the URL leads to"
    ),
    (
      #"{"agents": [], "push": {"listen": "0.0.0.0:80"}}"#,
      "1:16: push.url is missing: no agent can call 0.0.0.0:80"
    ),
    (
      #"{"agents": [], "push": {"listen": "[::]:80"}}"#,
      "1:16: push.url is missing: no agent can call [::]:80"
    ),
    (
      #"{"agents": [], "push": {"listen": "127.0.0.1:80", "url": "public.example"}}"#,
      #"1:51: push.url must be a URL such as "https://agent.example.com"; found "public.example""#
    ),
    (
      #"{"agents": [], "push": {"listen": "${NOWHERE}:80"}}"#,
      "1:25: push.listen: the environment variable NOWHERE is not set"
    ),
  ]

  @Test(arguments: fileCases)
  func theFileIsRefusedInWords(_ text: String, _ expected: String) {
    #expect(Configuration(text).problems() == ["bridge.json:\(expected)"])
  }

  @Test(arguments: [
    "", "8787", ":8787", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80", "[::1",
    "[::1]", "[x]:80", "a b:80", "http://a:80", "127.0.0.1:99999999999999999999",
  ]) func noPlaceToListenAt(_ text: String) {
    #expect(
      Configuration(#"{"agents": [], "push": {"listen": "\#(text)"}}"#).problems() == [
        #"bridge.json:1:25: push.listen must be an address and a port such as "127.0.0.1:8787"; found "\#(text)""#
      ])
  }

  static let syntaxCases: [(String, String)] = [
    ("", "1:1: the document ends too early"),
    ("{\n  \"agents\": [,]\n}", "2:14: expected a value"),
    ("{\"agents\": []} x", "1:16: unexpected content after the value"),
    ("{\"agents\": [],\n \"agents\": []}", "2:2: duplicate member \"agents\""),
    (
      "{\"agents\": [], \"logging\": {\"level\": \"info\", \"level\": \"info\"}}",
      "1:45: duplicate member \"level\""
    ),
  ]

  @Test(arguments: syntaxCases)
  func badSyntaxIsLocated(_ text: String, _ expected: String) {
    #expect(Configuration(text).problems() == ["bridge.json:\(expected)"])
  }

  @Test func deepNestingIsRefused() {
    let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    let lines = Configuration("{\"agents\": [], \"$schema\": \(deep)}").problems()
    #expect(lines.count == 1 && lines.allSatisfy { $0.contains("nested deeper than 32 levels") })
  }

  @Test func namesAreUnique() {
    let text = """
      {"agents": [
        {"name": "one", "url": "https://a.example"},
        {"name": "two", "url": "https://a.example"},
        {"url": "https://a.example", "name": "one"}
      ]}
      """
    #expect(
      Configuration(text).problems() == [
        #"bridge.json:4:32: agents[2].name must be unique; agents[0] is called "one" as well"#
      ])
  }

  @Test func everyProblemIsReportedInTheOrderOfTheFile() {
    let text = """
      {
        "limits": {"concurrentCalls": "many"},
        "agents": [
          {"url": "https://a.example", "wait": 50,
           "result": 3},
          {"name": "b"}
        ],
        "defaults": {"onCancel": "stop"},
        "logging": {"levle": "info"}
      }
      """
    #expect(
      Configuration(text).problems() == [
        "bridge.json:2:14: limits.concurrentCalls must be a whole number from 1 to 1024; found a string",
        #"bridge.json:4:34: agents[0].wait needs a unit: write "50s" or "50ms" instead of 50"#,
        #"bridge.json:5:6: unknown key "result" in agents[0]; did you mean "results"?"#,
        "bridge.json:6:5: agents[1].url is missing",
        #"bridge.json:8:16: defaults.onCancel must be "cancel" or "detach"; found "stop""#,
        #"bridge.json:9:15: unknown key "levle" in logging; did you mean "level"?"#,
      ])
  }

  @Test(arguments: [SettingsError.maximumProblems, SettingsError.maximumProblems + 1, 100])
  func problemsAreCountedWhenThereAreMany(_ count: Int) {
    let agents = [String](repeating: "1", count: count).joined(separator: ",")
    let lines = Configuration("{\"agents\": [\(agents)]}").problems()
    let more = count - SettingsError.maximumProblems
    #expect(lines.count == SettingsError.maximumProblems + (more > 0 ? 1 : 0))
    #expect(more == 0 || lines.last == "… and \(more) more")
  }

  @Test func listsAndHeadersAreBounded() {
    let patterns = [String](repeating: "\"a\"", count: ToolSettings.maximumEntries + 1).joined(separator: ",")
    #expect(
      Configuration(agent: "\"tools\": {\"include\": [\(patterns)]}").problems()
        == ["bridge.json:1:52: agents[0].tools.include has 1001 entries; at most 1000 are allowed"])
    let uris = (0...ProtocolSettings.maximumExtensions).map { "\"x:\($0)\"" }.joined(separator: ",")
    #expect(
      Configuration(agent: "\"protocol\": {\"extensions\": [\(uris)]}").problems()
        == ["bridge.json:1:55: agents[0].protocol.extensions has 33 entries; at most 32 are allowed"])
    let schemas = (0...ToolSettings.maximumEntries).map { #""s\#($0)": {"type": "object"}"# }
    #expect(
      Configuration(agent: "\"tools\": {\"outputSchemas\": {\(schemas.joined(separator: ","))}}").problems()
        == ["bridge.json:1:52: agents[0].tools.outputSchemas has 1001 entries; at most 1000 are allowed"])
    let headers = (0...AgentSettings.maximumHeaders).map { "\"X-\($0)\": \"v\"" }.joined(separator: ",")
    #expect(
      Configuration(agent: "\"headers\": {\(headers)}").problems()
        == ["bridge.json:1:42: agents[0].headers has 33 entries; at most 32 are allowed"])
  }

  /// The bytes of a schema beyond the limit, and whether it is taken.
  @Test(arguments: [(0, true), (1, false)]) func aSchemaHasALimit(_ excess: Int, _ isTaken: Bool) {
    let frame = #"{"type":"object","title":""}"#
    let title = String(repeating: "x", count: ToolSettings.maximumSchemaBytes - frame.utf8.count + excess)
    let schema = #"{"type":"object","title":"\#(title)"}"#
    let words = "agents[0].tools.outputSchemas.s must not be longer than 16384 bytes"
    #expect(
      Configuration(agent: #""tools": {"outputSchemas": {"s": \#(schema)}}"#).problems()
        == (isTaken ? [] : ["bridge.json:1:70: \(words)"]))
  }

  @Test func aLongValueIsShortened() {
    let long = String(repeating: "x", count: 5_000)
    let lines = Configuration(agent: "\"onCancel\": \"\(long)\"").problems()
    #expect(lines.count == 1 && lines.allSatisfy { $0.utf8.count < 200 && $0.hasSuffix("x…\"") })
  }
}
