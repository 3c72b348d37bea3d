import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// T10: a canary in every place of the configuration that holds a secret, an agent that says back whatever it hears,
/// and all that the program leaves behind.
@Suite("No secret shows") struct CanaryTests {
  /// What every canary begins with, so that none is missed for being cut.
  private static let mark = "c4nary"
  /// With bytes that other spellings write differently.
  private static func canary(_ slot: String) -> String { "\(mark)+\(slot)/7f3a=" }

  /// The mark as it stands in a longer text of each length in base64, without the characters that neighbours share.
  private static let spellings =
    [mark]
    + (0..<3).map { shift in
      let text = Data([UInt8](repeating: 0, count: shift) + Array(mark.utf8)).base64EncodedString()
      return String(text.dropFirst(shift == 0 ? 0 : shift + 1).prefix { $0 != "=" }.dropLast())
    }

  private static func search(_ text: String, _ place: String) {
    for spelling in spellings {
      guard let found = text.firstRange(of: spelling) else { continue }
      Issue.record(
        "\(place): …\(text[..<found.lowerBound].suffix(80))\(text[found.lowerBound...].prefix(40))…")
    }
  }

  // MARK: The places

  private static let environment = [
    "VARIABLE": canary("variable"), "QUERY": canary("query"), "AWS_ID": canary("aws-id"),
    "AWS_KEY": canary("aws-key"),
    "AWS_SESSION": canary("aws-session"),
  ]

  private static func agents(at server: String, in folder: String) -> String {
    let printer = #"{"command": ["/bin/sh", "\#(folder)/printer", "\#(canary("argument"))"], "ttl": "1m"}"#
    return """
      {"name": "bearer", "url": "\(server)", "auth": {"type": "bearer", "token": "${VARIABLE}"}},
      {"name": "header", "url": "\(server)", "headers": {"X-Other-Token": "\(canary("header"))"},
       "auth": {"type": "apiKey", "header": "X-Key", "key": "\(canary("literal"))"}},
      {"name": "query", "url": "\(server)", "auth": {"type": "apiKey", "query": "k", "key": {"env": "QUERY"}}},
      {"name": "cookie", "url": "\(server)", "auth": {"type": "apiKey", "cookie": "k", "key": {"file": "cookie"}}},
      {"name": "basic", "url": "\(server)", "auth": {"type": "basic", "username": "u", "password": \(printer)}},
      {"name": "printed", "url": "\(server)", "auth": {"type": "bearer", "token": \(printer)}},
      {"name": "aws", "url": "\(server)", "auth": {"type": "awsSigV4", "region": "r", "service": "s",
       "accessKeyId": "${AWS_ID}", "secretAccessKey": "${AWS_KEY}", "sessionToken": "${AWS_SESSION}"}},
      {"name": "machine", "url": "\(server)", "auth": {"type": "oauth2ClientCredentials", "tokenUrl": "\(server)/token",
       "clientId": "c", "clientSecret": "\(canary("client"))", "parameters": {"api_key": "\(canary("parameter"))"}}},
      {"name": "signed", "url": "\(server)", "auth": {"type": "oauth2ClientCredentials",
       "tokenUrl": "\(server)/token", "clientId": "c", "privateKey": {"file": "key"}}},
      {"name": "locked", "url": "\(server)", "tls": {"cert": "cookie", "key": "key", "passphrase": "\(canary("pass"))"}}
      """
  }

  private static let names = [
    "bearer", "header", "query", "cookie", "basic", "printed", "aws", "machine", "signed", "locked",
  ]

  private static let files = [
    "cookie": canary("cookie") + "\n",
    "key": "-----BEGIN PRIVATE KEY-----\n\(canary("private-key"))AAAA\n-----END PRIVATE KEY-----\n",
  ]

  // MARK: The agent

  /// Everything that came with a request.
  private static func heard(_ request: ReceivedRequest) -> String {
    let fields = request.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    return "I heard \(request.target)\n\(fields)\n\(request.text)"
  }

  private static func answer(_ request: ReceivedRequest) throws -> String {
    let heard = JSONValue.string(heard(request))
    if request.target.hasPrefix("/token") {
      let problem: JSONValue = ["error": "invalid_client", "error_description": heard]
      return ScriptedAgent.response(problem.text, status: "400 Bad Request")
    }
    if request.method == "GET" {
      var card =
        try JSONValue(parsing: Array(ScriptedAgent.card(at: request["Host"] ?? "").utf8)).object ?? [:]
      card["description"] = heard
      card["skills"] = [["id": "work", "name": "Work", "description": heard, "tags": []]]
      return ScriptedAgent.response(card.text)
    }
    guard !request.text.contains("please fail") else {
      let problem: JSONValue = [
        "jsonrpc": "2.0", "id": 1, "error": ["code": -32603, "message": heard, "data": ["heard": heard]],
      ]
      return ScriptedAgent.response(problem.text)
    }
    let task: JSONValue = [
      "id": "t-1", "contextId": "c-1",
      "status": [
        "state": "TASK_STATE_COMPLETED",
        "message": [
          "messageId": "m-1", "role": "ROLE_AGENT", "parts": [["text": heard], ["data": ["said": heard]]],
        ],
      ],
    ]
    return ScriptedAgent.stream(["task": task])
  }

  /// Runs `body` with the agent and the path of a configuration in a folder that is the user's home as well.
  private static func with(
    _ body: (_ server: ScriptedServer, _ file: String, _ home: String) async throws -> Void
  ) async throws {
    try await ScriptedServer.serving({ connection in
      while true {
        let request = try connection.readRequest()
        let answer = try answer(request)
        try connection.send(answer)
        if answer.contains("text/event-stream") { return }
      }
    }) { server in
      try await TemporaryFolder.with { folder in
        for (name, text) in files { try Configuration.write(text, to: "\(folder)/\(name)") }
        try Configuration.write(
          "env > \(folder)/printer.env\nprintf %s '\(canary("printed"))'\n", to: "\(folder)/printer")
        try Configuration.write(
          "{\"agents\": [\(agents(at: server.url, in: folder))]}", to: "\(folder)/bridge.json")
        try await body(server, "\(folder)/bridge.json", "\(folder)/home")
      }
    }
  }

  // MARK: What is left behind

  @Test("in a session at the loudest level", arguments: ["text", "json"])
  func session(_ format: String) async throws {
    try await Self.with { server, file, home in
      let environment = Self.environment.merging(["A2A_BRIDGE_LOG_FORMAT": format]) { $1 }
      let arguments = ["--config", file, "--log-level", "trace"]
      try await Host.serving(arguments, as: .july2026, environment: environment, home: home) { host in
        for agent in Self.names {
          for words in ["hello", "please fail"] {
            // An agent whose credential can't be got has no tool, or answers with an error: both may be searched.
            _ = try? await host.call("\(agent)_work", ["message": .string(words)], progressToken: "p")
          }
        }
        _ = try await host.ask("tools/list")
        _ = try await host.ask("resources/list")
        _ = try? await host.ask("resources/read", ["uri": "a2a://bearer/card"])
        _ = try? await host.ask("prompts/list")
        Self.search(host.process.output, "standard output")
        Self.search(host.process.words, "the log")
        #expect(host.process.output.contains("I heard") && host.process.output.contains("(secret)"))
      }
      // The agent did hear them.
      let heard = server.log.requests.map(Self.heard).joined()
      for slot in ["variable", "header", "literal"] { #expect(heard.contains(Self.canary(slot))) }
      try Self.searchFiles(in: home)
      try Self.searchEnvironment(beside: file)
    }
  }

  @Test(
    "in what commands print",
    arguments: [
      ["check", "--json"], ["check"], ["card"], ["card", "--json"], ["tools", "--json"], ["tools"],
      ["config", "show"],
      ["call", "header_work", "--text", "hello"], ["call", "bearer_work", "--text", "please fail", "--json"],
      ["call", "bearer_work", "--text", "x", "--data", "{"],
      ["call", "bearer_work", "--text", "x", "--wait", "soon"],
      ["call", "no_such_tool", "--text", "x"], ["task", "list", "--agent", "bearer"], ["serve"],
    ])
  func command(_ arguments: [String]) async throws {
    try await Self.with { _, file, home in
      let end = try await BridgeProcess.run(
        arguments + ["--config", file, "--log-level", "trace"], environment: Self.environment, home: home)
      Self.search(end.output, "standard output")
      Self.search(end.words, "standard error")
      #expect(!(end.output + end.words).isEmpty || arguments == ["serve"])
      try Self.searchFiles(in: home)
    }
  }

  @Test(
    "in what is said of a mistaken configuration", arguments: ["}", #", {"url": 5}]}"#, #"], "agnets": 1}"#])
  func mistake(_ end: String) async throws {
    try await Self.with { server, file, home in
      let folder = String(file.dropLast("/bridge.json".count))
      try Configuration.write("{\"agents\": [\(Self.agents(at: server.url, in: folder))\(end)", to: file)
      for command in ["check", "serve"] {
        let end = try await BridgeProcess.run(
          [command, "--config", file], environment: Self.environment, home: home)
        #expect(end.ending == .exited(2))
        Self.search(end.output + end.words, command)
      }
    }
  }

  /// What the program keeps between runs.
  private static func searchFiles(in folder: String) throws {
    for path in (try? TemporaryFolder.files(in: folder)) ?? [] {
      if let file = unsafe fopen(path, "r") {
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        search(String(decoding: bytes[..<count], as: UTF8.self), path)
      }
      try searchFiles(in: path)
    }
  }

  /// What a program that prints a secret gets to see of the others.
  private static func searchEnvironment(beside file: String) throws {
    let path = file.dropLast("bridge.json".count) + "printer.env"
    guard let file = unsafe fopen(String(path), "r") else { return }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    search(String(decoding: bytes[..<count], as: UTF8.self), "the environment of a program")
  }
}
