import JSON
import Synchronization
import TestSupport
import Testing

/// Every kind of credential, from the configuration to the agent and nowhere else.
@Suite("Credentials of every kind") struct CredentialKindTests {
  private static let canary = "canary-5f2d1c/ä+"

  /// What a request must bring with it.
  enum Proof: Sendable {
    case field(String, String)
    case target(String)

    func isIn(_ request: ReceivedRequest) -> Bool {
      switch self {
      case .field(let name, let value): request[name] == value
      case .target(let target): request.target == target
      }
    }
  }

  static let kinds: [(String, Proof)] = [
    (#""auth": {"type": "apiKey", "header": "X-Key", "key": "${CANARY}"}"#, .field("X-Key", canary)),
    (
      #""auth": {"type": "apiKey", "query": "api key", "key": {"env": "CANARY"}}"#,
      .target("/a2a?api%20key=canary-5f2d1c%2F%C3%A4%2B")
    ),
    (
      #""auth": {"type": "apiKey", "cookie": "session", "key": "${CANARY}"}"#,
      .field("Cookie", "session=\(canary)")
    ),
    (
      #""auth": {"type": "basic", "username": "bridge", "password": "${CANARY}"}"#,
      .field("Authorization", "Basic YnJpZGdlOmNhbmFyeS01ZjJkMWMvw6Qr")
    ),
    (#""headers": {"X-Gateway": "${CANARY}"}"#, .field("X-Gateway", canary)),
    (#""auth": {"type": "bearer", "token": "${CANARY}"}"#, .field("Authorization", "Bearer \(canary)")),
    (
      #""auth": {"type": "bearer", "token": {"command": ["/usr/bin/printf", "%s\n", "canary-5f2d1c/ä+"], "ttl": "1h"}}"#,
      .field("Authorization", "Bearer \(canary)")
    ),
    (
      #""headers": {"X-Gateway": {"command": ["/usr/bin/printf", "%s", "canary-5f2d1c/ä+"]}}"#,
      .field("X-Gateway", canary)
    ),
  ]

  @Test("reach the agent, and no log or answer", arguments: kinds)
  func arrive(_ members: String, _ proof: Proof) async throws {
    try await ScriptedAgent.serving(streaming: false) { connection, request in
      try connection.send(
        proof.isIn(request)
          ? ScriptedAgent.result(["task": ScriptedAgent.task("COMPLETED", saying: "known")])
          : ScriptedAgent.response("{}", status: "401 Unauthorized"))
    } whileRunning: { server in
      let text = #"{"agents": [{"url": "\#(server.url)", \#(members)}]}"#
      try await Configuration.with(text) { file in
        try await Host.serving(
          ["--config", file, "--log-level", "trace"], environment: ["CANARY": Self.canary]
        ) { host in
          let answer = try await host.call(ScriptedAgent.tool, ["message": "who am I?"])
          #expect(answer.state == "completed")
          for spelling in ["canary-5f2d1c", "Y2FuYXJ5", "NhbmFyeS01ZjJkMW", "jYW5hcnktNWYyZDFj"] {
            #expect(!host.process.words.contains(spelling))
            #expect(!host.process.output.contains(spelling))
          }
        }
      }
      // Nobody had asked who wants the card.
      #expect(server.log.requests.filter { $0.method == "GET" }.allSatisfy { !proof.isIn($0) })
    }
  }

  /// Other programs keep passwords there, which the user has not given to this one.
  @Test("come from no file that nobody has named") func netrc() async throws {
    try await ScriptedAgent.serving(streaming: false) { connection, _ in
      try connection.send(ScriptedAgent.result(["task": ScriptedAgent.task("COMPLETED", saying: "hello")]))
    } whileRunning: { server in
      try await TemporaryFolder.with { home in
        try Configuration.write(
          "machine 127.0.0.1 login user password \(Self.canary)\n", to: home + "/.netrc")
        let end = try await BridgeProcess.run(
          ["call", ScriptedAgent.tool, server.url, "--text", "who am I?"],
          environment: ["NETRC": home + "/.netrc"], home: home)
        #expect(end.output.hasPrefix("hello"), "\(end)")
      }
      #expect(server.log.requests.allSatisfy { $0["Authorization"] == nil })
    }
  }

  /// Who ignores how its children end, hands that on to the program.
  @Test("come from programs, whoever has started the bridge") func childrenThatNobodyWaitsFor() async throws {
    try await ScriptedAgent.serving(streaming: false) { connection, request in
      try connection.send(
        request["Authorization"] == "Bearer tok-1"
          ? ScriptedAgent.result(["task": ScriptedAgent.task("COMPLETED", saying: "known")])
          : ScriptedAgent.response("{}", status: "401 Unauthorized"))
    } whileRunning: { server in
      let text = """
        {"agents": [{"url": "\(server.url)", "auth": {"type": "bearer", "token": {"command": ["printf", "tok-1"]}}}]}
        """
      try await Configuration.with(text) { file in
        let end = try await BridgeProcess.run(
          ["call", ScriptedAgent.tool, "--text", "who am I?", "--config", file],
          by: ["/usr/bin/env", "--ignore-signal=CHLD"])
        #expect(end.output.hasPrefix("known"), "\(end)")
      }
    }
  }

  /// A program whose every run prints another token.
  private static func counting(
    _ body: (_ auth: String, _ runs: () -> Int) async throws -> Void
  ) async throws {
    try await TemporaryFolder.with { folder in
      let script = "echo run >> '\(folder)/runs'; echo tok-$(grep -c run '\(folder)/runs')"
      try Configuration.write(script, to: "\(folder)/program")
      let auth =
        #""auth": {"type": "bearer", "token": {"command": ["/bin/sh", "\#(folder)/program"]}}"#
      try await body(auth) {
        ((try? Configuration.read("\(folder)/runs")) ?? "").split(separator: "\n").count
      }
    }
  }

  @Test("are asked for anew when they are refused, once", arguments: [2, 9])
  func renewed(_ good: Int) async throws {
    try await Self.counting { auth, runs in
      try await ScriptedAgent.serving(streaming: false) { connection, request in
        try connection.send(
          request["Authorization"] == "Bearer tok-\(good)"
            ? ScriptedAgent.result(["task": ScriptedAgent.task("COMPLETED")])
            : ScriptedAgent.response("{}", status: "401 Unauthorized"))
      } whileRunning: { server in
        try await Configuration.with(#"{"agents": [{"url": "\#(server.url)", \#(auth)}]}"#) { file in
          try await Host.serving(["--config", file], environment: ["PATH": "/usr/bin:/bin"]) { host in
            let answer = try await host.call(ScriptedAgent.tool, ["message": "hello"])
            #expect(answer.isError == (good == 9))
            if good == 9 {
              #expect(answer["error"] == "credentials")
              #expect(answer.body.contains("other credentials were refused as well"))
              #expect(answer.body.contains("The agent has not acted on it."))
            }
          }
        }
        let posts = server.log.requests.filter { $0.method == "POST" }
        let shown = posts.compactMap { $0["Authorization"] }
        #expect(shown.prefix(2) == ["Bearer tok-1", "Bearer tok-2"])
        #expect(shown.dropFirst().allSatisfy { $0 == "Bearer tok-2" })
        #expect(runs() == 2)
      }
    }
  }

  @Test("open a card that is not for strangers")
  func card() async throws {
    try await Self.counting { auth, runs in
      let isKnown: @Sendable (ReceivedRequest) -> Bool = { $0["Authorization"] == "Bearer tok-1" }
      try await ScriptedServer.serving(
        { connection in
          while true {
            let request = try connection.readRequest()
            try connection.send(
              isKnown(request)
                ? ScriptedAgent.response(ScriptedAgent.card(at: request["Host"] ?? ""))
                : ScriptedAgent.response("{}", status: "401 Unauthorized"))
          }
        }
      ) { server in
        try await Configuration.with(#"{"agents": [{"url": "\#(server.url)", \#(auth)}]}"#) { file in
          let end = try await BridgeProcess.run(
            ["check", "--config", file], environment: ["PATH": "/usr/bin:/bin"])
          #expect(end.ending == .exited(0))
          #expect(server.log.requests.filter { $0.method == "GET" }.map(isKnown) == [false, true])
          #expect(runs() == 1)
        }
      }
    }
  }

  @Test("that a program can't get are told of, without its arguments or its output")
  func failing() async throws {
    try await ScriptedAgent.serving { _, _ in
      throw ScriptedAgent.HangUp()
    } whileRunning: { server in
      let text = #"""
        {"agents": [{"url": "\#(server.url)", "auth": {"type": "bearer", "token": {"command":
          ["/bin/sh", "-c", "echo canary-output; echo 'please sign in' >&2; exit 3", "canary-argument"]}}}]}
        """#
      try await Configuration.with(text) { file in
        try await Host.serving(["--config", file, "--log-level", "trace"]) { host in
          let answer = try await host.call(ScriptedAgent.tool, ["message": "hello"])
          #expect(answer.isError)
          #expect(answer["error"] == "credentials")
          #expect(
            answer.body.contains("the program \"/bin/sh\", which prints the credential, ended with status 3"))
          #expect(answer.body.contains("please sign in"))
          #expect(!host.process.words.contains("canary"))
          #expect(!host.process.output.contains("canary"))
        }
      }
      #expect(server.log.requests.allSatisfy { $0.method == "GET" })
    }
  }

  @Test("that are others' secrets are not in a program's environment")
  func environment() async throws {
    let seen = Mutex("")
    try await ScriptedAgent.serving(streaming: false) { connection, request in
      seen.withLock { $0 = request["Authorization"] ?? "" }
      try connection.send(ScriptedAgent.result(["task": ScriptedAgent.task("COMPLETED")]))
    } whileRunning: { server in
      let text = #"""
        {"agents": [
          {"url": "\#(server.url)", "auth": {"type": "bearer", "token": {"command":
            ["/bin/sh", "-c", "env | tr '\n' ','"]}}},
          {"url": "http://127.0.0.1:9", "auth": {"type": "bearer", "token": "${KUBECONFIG}"}}
        ]}
        """#
      try await Configuration.with(text) { file in
        let environment = [
          "PATH": "/usr/bin:/bin", "LC_ALL": "C", "OTHER_TOKEN": "canary-other", "KUBECONFIG": "canary-used",
        ]
        try await Host.serving(["--config", file], environment: environment) { host in
          _ = try await host.call(ScriptedAgent.tool, ["message": "hello"])
        }
      }
    }
    let words = seen.withLock { $0 }
    #expect(words.contains("LC_ALL=C,"))
    #expect(!words.contains("canary"))
    #expect(!words.contains("OTHER_TOKEN"))
    #expect(!words.contains("KUBECONFIG"))
  }
}
