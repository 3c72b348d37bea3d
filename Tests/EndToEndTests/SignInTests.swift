import DemoAgent
import Glibc
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Signing in") struct SignInTests {
  private static let token = "tok-2c6ee24b09816a6f14f95d1698b24ead"

  /// A provider, an agent that wants its tokens, and a configuration for both, in a home of their own.
  private struct Scene {
    let provider: IdentityProvider
    let file: String
    let home: String

    func run(_ arguments: String...) async throws -> BridgeProcess.Finished {
      try await BridgeProcess.run(arguments + ["--config", file], home: home)
    }

    /// Signs in as the user would, with a browser that goes where the terminal says.
    func signIn() async throws -> (ending: BridgeProcess.Ending, words: String) {
      try await BridgeProcess.running(["login", "billing", "--config", file], home: home) { process in
        try await process.complaint(of: "Waiting for the browser")
        let line = try #require(process.words.split(separator: "\n").first { $0.hasPrefix("  http") })
        try await visit(line)
        let ending = try await process.ending()
        return (ending, process.words)
      }
    }

    /// Does what a browser would with the page on this line of the terminal.
    func visit(_ line: some StringProtocol) async throws {
      let client = HTTPClient()
      let page = try WebURL(String(line.drop { $0 == " " }.prefix { !$0.isWhitespace }))
      let answer = try await client.response(to: HTTPRequest(url: page))
      let back = try WebURL(try #require(answer.head.fields["location"]))
      #expect(try await client.response(to: HTTPRequest(url: back)).head.status == 200)
    }
  }

  private func scene(
    _ grant: String, _ body: (Scene) async throws -> Void
  ) async throws {
    try await IdentityProvider.running { provider in
      provider.register(.init(id: "bridge", proof: .post("cl1ent-s3cret")))
      provider.accessToken(Self.token)
      try await DemoAgent(pace: .immediate, requiredToken: Self.token).withRunning { url in
        let text = """
          {"agents": [{"name": "billing", "url": "\(url)", "auth": {"type": "\(grant)", "issuer": "\(provider.issuer)",
            "clientId": "bridge", "clientAuth": "post", "clientSecret": {"file": "secret"}, "scopes": ["read"]}}]}
          """
        try await Configuration.with(text, files: ["secret": "cl1ent-s3cret\n"]) { file in
          try await TemporaryFolder.with { home in
            try await body(Scene(provider: provider, file: file, home: home))
          }
        }
      }
    }
  }

  @Test("with a browser is good for later calls, until the user signs out")
  func browser() async throws {
    try await scene("authorizationCode") { scene in
      let before = try await scene.run("call", "billing_echo", "--text", "hello")
      #expect(before.ending == .exited(4))
      #expect(before.output.contains("a2a-bridge login billing"))
      let check = try await scene.run("check")
      #expect(check.ending == .exited(4))
      #expect(check.output.contains("nobody has signed in"))

      let (ending, words) = try await scene.signIn()
      #expect(ending == .exited(0))
      #expect(words.contains("Signed in for billing."))
      #expect(!words.contains(Self.token) && !words.contains("refresh-") && !words.contains("cl1ent-s3cret"))

      let after = try await scene.run("call", "billing_echo", "--text", "hello", "--log-level", "trace")
      #expect(after.ending == .exited(0))
      #expect(after.output.hasPrefix("hello"))
      #expect(try await scene.run("check").ending == .exited(0))
      #expect(!after.words.contains(Self.token) && !after.output.contains(Self.token))

      #expect(try await scene.run("logout", "billing").words == "Signed out of billing on this machine.\n")
      #expect(try await scene.run("logout", "billing").words == "Nobody was signed in for billing.\n")
      #expect(try await scene.run("call", "billing_echo", "--text", "hello").ending == .exited(4))
    }
  }

  @Test(
    "shows no secret that the server has put into its words",
    arguments: ["authorization_endpoint", "issuer", "token_endpoint"])
  func secretsInMetadata(_ member: String) async throws {
    try await scene("authorizationCode") { scene in
      let host = member == "authorization_endpoint" ? scene.provider.issuer : "http://cl1ent-s3cret.example"
      scene.provider.claim(member, .string("\(host)/page?x=cl1ent-s3cret"))
      let end = try await scene.run("login", "billing", "--log-level", "trace")
      #expect(end.ending != .exited(0))
      #expect(end.words.contains("Not signed in for billing: "))
      #expect(!end.words.contains("cl1ent-s3cret") && !end.output.contains("cl1ent-s3cret"))
      let isShown = end.words.contains("has put a secret into what it wants shown to the user")
      #expect(isShown == (member == "authorization_endpoint"))
    }
  }

  /// Starts a program in a terminal, where all that it writes comes out.
  private static let terminal = ["/bin/sh", "-c", "exec script -qec \"$*\" /dev/null", "sh"]

  @Test("opens the user's browser, which learns no secret and runs where the host has opened nothing")
  func desktop() async throws {
    try await scene("authorizationCode") { scene in
      let folder = scene.home + "/bin"
      let browser =
        "#!/bin/sh\n{ pwd; echo $# \"$1\"; env; } > '\(folder)/seen' && mv '\(folder)/seen' '\(folder)/all'\n"
      try Configuration.write(browser, to: folder + "/xdg-open")
      #expect(unsafe chmod(folder + "/xdg-open", 0o700) == 0)
      let environment = [
        "PATH": ".:\(folder):/usr/bin:/bin", "DISPLAY": ":0", "API_KEY": "canary-4711", "X": "canary-4712",
      ]
      try await BridgeProcess.running(
        ["login", "billing", "--config", scene.file], environment: environment, home: scene.home,
        by: Self.terminal
      ) { process in
        var line = ""
        while !line.hasPrefix("  http") { line = try await process.hear() }
        try await scene.visit(line)
        #expect(try await process.ending() == .exited(0))
      }
      var lines: [Substring] = []
      let deadline = ContinuousClock.now + BridgeProcess.patience
      while lines.isEmpty, ContinuousClock.now < deadline {
        lines = ((try? Configuration.read(folder + "/all")) ?? "").split(separator: "\n")
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(lines.first == "/")
      #expect(lines.dropFirst().first?.hasPrefix("1 \(scene.provider.issuer)") == true)
      #expect(lines.contains("DISPLAY=:0"))
      #expect(!lines.contains { $0.contains("canary") })
    }
  }

  @Test("is what a call asks for that a host makes, and the agent's tools are there all the same")
  func serve() async throws {
    try await scene("authorizationCode") { scene in
      try await Host.serving(["--config", scene.file]) { host in
        #expect(try await host.listTools().contains("billing_echo"))
        let answer = try await host.call("billing_echo", ["message": "hello"])
        #expect(answer.isError)
        #expect(answer.body.contains("the user has to run: a2a-bridge login billing"))
      }
    }
  }

  @Test("on another device")
  func device() async throws {
    try await scene("deviceCode") { scene in
      try await BridgeProcess.running(
        ["login", "billing", "--config", scene.file], home: scene.home
      ) { process in
        try await process.complaint(of: "Waiting for you to sign in")
        let words = process.words.split(separator: "\n").map(String.init)
        let code = try #require(words.first { $0.hasPrefix("  USER-") })
        scene.provider.approve(String(code.dropFirst(2)))
        #expect(try await process.ending() == .exited(0))
        #expect(!process.words.contains("device-1-secret"))
      }
      let after = try await scene.run("call", "billing_echo", "--text", "hello")
      #expect(after.ending == .exited(0))
    }
  }

  @Test("of which nothing comes, ends with the reason and a status for scripts")
  func refusal() async throws {
    try await scene("deviceCode") { scene in
      scene.provider.deviceAnswers("access_denied")
      let end = try await scene.run("login", "billing")
      #expect(end.ending == .exited(4))
      #expect(end.words.contains("Not signed in for billing: "))
      scene.provider.deviceAnswers("expired_token")
      #expect(try await scene.run("login", "billing").ending == .exited(5))
      #expect(try await scene.run("call", "billing_echo", "--text", "hello").ending == .exited(4))
    }
  }

  @Test("needs an agent to sign in for", arguments: ["nobody", "open"])
  func nothingToSignInFor(_ name: String) async throws {
    let text = #"{"agents": [{"name": "open", "url": "http://127.0.0.1:1"}]}"#
    try await Configuration.with(text) { file in
      let login = try await BridgeProcess.run(["login", name, "--config", file])
      #expect(login.ending == .exited(2))
      #expect(login.words.contains(name == "open" ? "nothing to sign in for" : "There is no agent nobody"))
      // Its settings may have been others when the user has signed in.
      let logout = try await BridgeProcess.run(["logout", name, "--config", file])
      #expect(logout.ending == .exited(name == "open" ? 0 : 2))
      #expect(
        logout.words.contains(name == "open" ? "Nobody was signed in for open." : "There is no agent nobody"))
    }
  }

  @Test("is no business of an agent's card: the addresses in it that give out tokens are never asked")
  func cardAddresses() async throws {
    try await IdentityProvider.running { evil in
      let schemes: JSONValue = [
        "o": [
          "oauth2SecurityScheme": [
            "flows": ["clientCredentials": ["tokenUrl": .string(evil.tokenURL), "scopes": [:]]]
          ]
        ],
        "i": ["openIdConnectSecurityScheme": ["openIdConnectUrl": .string(evil.issuer)]],
      ]
      try await scene("authorizationCode") { scene in
        try await ScriptedServer.serving { connection in
          while true {
            let request = try connection.readRequest()
            var card =
              (try JSONValue(parsing: Array(ScriptedAgent.card(at: request["Host"] ?? "").utf8))).object
              ?? [:]
            card["securitySchemes"] = schemes
            card["securityRequirements"] = [["schemes": ["o": ["list": []]]]]
            try connection.send(
              request.method == "GET"
                ? ScriptedAgent.response(card.text)
                : ScriptedAgent.response("{}", status: "401 Unauthorized\r\nWWW-Authenticate: Bearer"))
          }
        } whileRunning: { server in
          let configuration = """
            {"agents": [{"url": "\(server.url)", "auth": {"type": "oauth2ClientCredentials",
              "issuer": "\(scene.provider.issuer)", "clientId": "bridge", "clientAuth": "post",
              "clientSecret": "cl1ent-s3cret"}}]}
            """
          try await Configuration.with(configuration) { file in
            let call = try await BridgeProcess.run(
              ["call", ScriptedAgent.tool, "--text", "x", "--config", file])
            #expect(call.ending == .exited(4))
            _ = try await BridgeProcess.run(["check", "--config", file])
          }
        }
        #expect(evil.paths.isEmpty)
        // One, and one more because the agent took none.
        #expect(scene.provider.tokenRequests.count >= 2)
      }
    }
  }
}
