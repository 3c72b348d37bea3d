import Auth
import Crypto
import CryptoExtras
import HTTP
import JSON
import MCP
import Settings
import Synchronization
import Telemetry
import TestSupport
import Testing

@Suite("A client's own token") struct ClientCredentialsTests {
  private static let secret = "s3cr:t &=%+é"

  private func settings(
    _ provider: IdentityProvider, _ proof: OAuthSettings.ClientAuthentication,
    discovers: Bool = false
  ) -> OAuthSettings {
    OAuthSettings(
      grant: .clientCredentials,
      server: discovers ? .issuer(provider.issuer) : .endpoints(token: provider.tokenURL),
      clientID: "bridge:1", clientAuthentication: proof, scopes: ["write", "read"],
      audience: "https://api.example", resource: "https://agent.example/a2a",
      parameters: ["tenant": "t 1", "a": "b"])
  }

  private func basic(_ provider: IdentityProvider) -> OAuthSettings {
    provider.register(.init(id: "bridge:1", proof: .basic(Self.secret)))
    return settings(provider, .basic(secret: .value(Secret(Self.secret))))
  }

  private func tokens(
    _ settings: OAuthSettings, _ time: SkippedTime = SkippedTime(),
    exchanges: OpenExchanges = OpenExchanges(), redaction: Redaction = Redaction()
  ) -> OAuthTokens {
    OAuthTokens(
      settings, agent: "billing", client: HTTPClient(), stateDirectory: nil, exchanges: exchanges,
      redaction: redaction, clock: time.timing)
  }

  enum Proof: String, CaseIterable {
    case basic, post, es256, rs256
  }

  @Test(
    "is got with each proof, from configured and from discovered endpoints", arguments: Proof.allCases,
    [false, true])
  func proofs(_ proof: Proof, _ discovers: Bool) async throws {
    try await IdentityProvider.running { provider in
      let (known, configured) = try Self.pair(proof)
      provider.register(.init(id: "bridge:1", proof: known))
      let tokens = tokens(settings(provider, configured, discovers: discovers))
      #expect(try await tokens.token(for: ["bill", "read"]) == Secret("access-1-secret"))
      let form = try #require(provider.tokenRequests.first?.form)
      #expect(form["grant_type"] == "client_credentials")
      #expect(form["scope"] == "bill read write")
      #expect(form["audience"] == "https://api.example")
      #expect(form["resource"] == "https://agent.example/a2a")
      #expect(form["tenant"] == "t 1")
      #expect(form["a"] == "b")
      #expect(provider.paths.count == (discovers ? 2 : 1))
    }
  }

  private static func pair(
    _ proof: Proof
  ) throws -> (IdentityProvider.Client.Proof, OAuthSettings.ClientAuthentication) {
    let source = SecretSource.value(Secret(secret))
    switch proof {
    case .basic: return (.basic(secret), .basic(secret: source))
    case .post: return (.post(secret), .post(secret: source))
    case .es256:
      let key = P256.Signing.PrivateKey()
      return (
        .assertion(publicKey: key.publicKey.pemRepresentation, algorithm: "ES256", keyID: "k1"),
        .privateKeyJWT(key: .value(Secret(key.pemRepresentation)), algorithm: .es256, keyID: "k1")
      )
    case .rs256:
      let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
      return (
        .assertion(publicKey: key.publicKey.pemRepresentation, algorithm: "RS256", keyID: nil),
        .privateKeyJWT(key: .value(Secret(key.pemRepresentation)), algorithm: .rs256, keyID: nil)
      )
    }
  }

  @Test("is got with parameters that are secrets, and not where one can't be had")
  func secretParameters() async throws {
    try await IdentityProvider.running { provider in
      var settings = basic(provider)
      settings.secretParameters = [
        "api_key": .value(Secret("p4ram")),
        "pin_code": .command(SecretCommand(arguments: ["printf", "pr1nted"])),
      ]
      _ = try await tokens(settings).token(for: [])
      #expect(provider.tokenRequests.first?.form["api_key"] == "p4ram")
      #expect(provider.tokenRequests.first?.form["pin_code"] == "pr1nted")
      settings.secretParameters = ["api_key": .command(SecretCommand(arguments: ["false"]))]
      let tokens = tokens(settings)
      let failure = await #expect(throws: AuthorizationFailure.self) { try await tokens.token(for: []) }
      #expect(failure?.reason.contains("\"false\", which prints the credential, ended with status 1") == true)
      #expect(provider.tokenRequests.count == 1)
    }
  }

  @Test("is not got with a wrong one, which is said without it")
  func wrongSecret() async throws {
    try await IdentityProvider.running { provider in
      var settings = basic(provider)
      settings.clientAuthentication = .basic(secret: .value(Secret("wr0ng-s3cret")))
      let tokens = tokens(settings)
      let failure = await #expect(throws: AuthorizationFailure.self) { try await tokens.token(for: []) }
      #expect(failure?.reason.contains("\"invalid_client\": \"wrong secret\"") == true)
      #expect(failure?.reason.contains("check clientId, clientAuth") == true)
      #expect(failure?.reason.contains("wr0ng") == false)
      #expect(failure?.isTemporary == false)
    }
  }

  @Test("is asked for once, however many want it at once")
  func singleFlight() async throws {
    try await IdentityProvider.running { provider in
      let gate = Latch()
      provider.misbehave(.wait(gate))
      let tokens = tokens(basic(provider))
      let got = try await withThrowingTaskGroup(of: Secret.self) { group in
        for _ in 0..<64 { group.addTask { try await tokens.token(for: []) } }
        await provider.tokenRequests(atLeast: 1)
        gate.open()
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(got == Array(repeating: Secret("access-1-secret"), count: 64))
      #expect(provider.tokenRequests.count == 1)
    }
  }

  @Test("reaches the others although the one who asked has left")
  func cancelledCaller() async throws {
    try await IdentityProvider.running { provider in
      let gate = Latch()
      provider.misbehave(.wait(gate))
      let tokens = tokens(basic(provider))
      try await withThrowingTaskGroup(of: Void.self) { group in
        let hasLeft = Latch()
        group.addTask {
          await withTaskGroup(of: Void.self) { inner in
            inner.addTask { _ = try? await tokens.token(for: []) }
            await provider.tokenRequests(atLeast: 1)
            inner.cancelAll()
            hasLeft.open()
          }
        }
        await hasLeft.wait()
        group.addTask {
          let token = try await tokens.token(for: [])
          #expect(token == Secret("access-1-secret"))
        }
        gate.open()
        try await group.waitForAll()
      }
      #expect(provider.tokenRequests.count == 1)
    }
  }

  @Test("is not waited for by the one who has asked either, once that one is cancelled")
  func cancelledFirst() async throws {
    try await IdentityProvider.running { provider in
      let gate = Latch()
      provider.misbehave(.wait(gate))
      let tokens = tokens(basic(provider))
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          await #expect(throws: AuthorizationFailure.self) { try await tokens.token(for: []) }
        }
        await provider.tokenRequests(atLeast: 1)
        group.cancelAll()
      }
      gate.open()
      let token = try await tokens.token(for: [])
      #expect(token == Secret("access-1-secret"))
      #expect(provider.tokenRequests.count == 1)
    }
  }

  @Test("is not waited for longer than may be")
  func late() async throws {
    try await IdentityProvider.running { provider in
      let gate = Latch()
      provider.misbehave(.wait(gate))
      let tokens = tokens(basic(provider))
      let failure = await #expect(throws: AuthorizationFailure.self) {
        try await tokens.token(for: [], within: .seconds(1))
      }
      #expect(failure?.isTemporary == true)
      gate.open()
      let token = try await tokens.token(for: [])
      #expect(token == Secret("access-1-secret"))
      #expect(provider.tokenRequests.count == 1)
    }
  }

  @Test("is not waited for by one who is cancelled")
  func cancelledWaiter() async throws {
    try await IdentityProvider.running { provider in
      let gate = Latch()
      provider.misbehave(.wait(gate))
      let tokens = tokens(basic(provider))
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try await tokens.token(for: []) }
        await provider.tokenRequests(atLeast: 1)
        await withTaskGroup(of: Void.self) { inner in
          inner.addTask {
            await #expect(throws: AuthorizationFailure.self) { try await tokens.token(for: []) }
          }
          inner.cancelAll()
        }
        gate.open()
        try await group.waitForAll()
      }
    }
  }

  @Test("is replaced before its end, and after it was refused")
  func renewal() async throws {
    try await IdentityProvider.running { provider in
      let time = SkippedTime()
      let exchanges = OpenExchanges()
      let tokens = tokens(basic(provider), time, exchanges: exchanges)
      let first = try await tokens.token(for: [])
      #expect(try await tokens.token(for: []) == first)
      time.pass(.seconds(3_540))
      // Nobody waits while one still holds.
      let gate = Latch()
      provider.misbehave(.wait(gate))
      #expect(try await tokens.token(for: []) == first)
      await provider.tokenRequests(atLeast: 2)
      #expect(try await tokens.token(for: []) == first)
      gate.open()
      await exchanges.end()
      let second = try await tokens.token(for: [])
      #expect(second != first)
      #expect(await tokens.refused(second, for: []))
      let third = try await tokens.token(for: [])
      #expect(third != second)
      #expect(await tokens.refused(second, for: []))
      #expect(try await tokens.token(for: []) == third)
      #expect(provider.tokenRequests.count == 3)
    }
  }

  @Test("is asked for anew five seconds after a failure, and not before")
  func negativeCache() async throws {
    try await IdentityProvider.running { provider in
      let time = SkippedTime()
      let tokens = tokens(basic(provider), time)
      provider.misbehave(.answer(status: 503, type: "text/html", body: "<h1>busy</h1>"))
      for _ in 0..<3 {
        let failure = await #expect(throws: AuthorizationFailure.self) { try await tokens.token(for: []) }
        #expect(failure?.reason.contains("out of order or busy (status 503, \"text/html\")") == true)
        #expect(failure?.isTemporary == true)
      }
      #expect(provider.tokenRequests.count == 1)
      time.pass(.seconds(5))
      _ = try await tokens.token(for: [])
      #expect(provider.tokenRequests.count == 2)
    }
  }

  /// What a server answers, and a piece of what is said of it; nil: the token is taken.
  static let answers: [(Int, String, String?)] = [
    (200, #"{"access_token":"t","token_type":"bearer"}"#, nil),
    (200, #"{"access_token":"t","token_type":"BEARER","expires_in":"3600","refresh_token":null}"#, nil),
    (200, #"{"access_token":"t","token_type":"Bearer","expires_in":3599.5,"scope":"other"}"#, nil),
    (200, #"{"access_token":"t","token_type":"Bearer","expires_in":0}"#, nil),
    (200, #"{"access_token":"t","token_type":"Bearer","expires_in":1e300}"#, nil),
    (200, #"{"access_token":"t","token_type":"Bearer","expires_in":"99999999999999999999"}"#, nil),
    (201, #"{"access_token":"t","token_type":"Bearer"}"#, nil),
    (200, #"{"access_token":"t","token_type":"Bearer","expires_in":-1}"#, "expires_in"),
    (200, #"{"access_token":"t","token_type":"Bearer","expires_in":"1h"}"#, "expires_in"),
    (200, #"{"access_token":"t","token_type":"Bearer","expires_in":{}}"#, "expires_in"),
    (200, #"{"access_token":"t"}"#, "a token of no type; only bearer"),
    (200, #"{"access_token":"t","token_type":"mac"}"#, "a token of \"mac\"; only bearer"),
    (200, #"{"access_token":"t","token_type":"DPoP"}"#, "only bearer"),
    (200, #"{"token_type":"bearer"}"#, "no token that can be sent"),
    (200, #"{"access_token":"","token_type":"bearer"}"#, "no token that can be sent"),
    (200, #"{"access_token":7,"token_type":"bearer"}"#, "no token that can be sent"),
    (200, #"{"access_token":"a b","token_type":"bearer"}"#, "no token that can be sent"),
    (200, #"{"access_token":"a\r\nX-Evil: 1","token_type":"bearer"}"#, "no token that can be sent"),
    (200, #"{"access_token":"ü","token_type":"bearer"}"#, "no token that can be sent"),
    (200, #"{"access_token":"t","token_type":"bearer","refresh_token":"a\nb"}"#, "refresh token"),
    (200, #"["access_token"]"#, "no answer to a request for a token (status 200, \"application/json\")"),
    (200, "<html>", "no answer to a request for a token"),
    (200, "", "no answer to a request for a token"),
    (404, "not here", "check the address"),
    (405, "{}", "check the address"),
    (429, "slow down", "busy (status 429"),
    (500, "{}", "out of order or busy (status 500"),
    (
      200, #"{"error":"bad_verification_code","error_description":"GitHub does it so"}"#,
      "\"bad_verification_code\": \"GitHub"
    ),
    (400, #"{"error":"invalid_request","error_description":"no \#("resource")"}"#, "misses or dislikes"),
    (401, #"{"error":"invalid_client"}"#, "check clientId, clientAuth"),
    (400, #"{"error":"invalid_grant"}"#, "\"invalid_grant\""),
    (400, #"{"error":"unauthorized_client"}"#, "has to allow the grant"),
    (400, #"{"error":"unsupported_grant_type"}"#, "has to allow the grant"),
    (400, #"{"error":"invalid_scope"}"#, "check the scopes"),
    (400, #"{"error":"invalid_target"}"#, "check audience and resource"),
    (403, #"{"error":"access_denied"}"#, "has refused"),
    (503, #"{"error":"temporarily_unavailable"}"#, "try again later"),
    (500, #"{"error":"server_error"}"#, "try again later"),
    (400, #"{"error":"\u001b[31mred\nline","error_description":"a\u202eb\r\nc"}"#, #"\u{1B}[31mred\nline"#),
    (400, #"{"error":{"code":1}}"#, "check the address"),
    (400, #"{"error":"\#(String(repeating: "x", count: 52))s3cr:t &=%+é"}"#, "xx(secret)"),
  ]

  @Test("is read strictly", .serialized, arguments: answers)
  func answer(_ status: Int, _ body: String, _ words: String?) async throws {
    try await IdentityProvider.running { provider in
      let tokens = tokens(basic(provider))
      provider.misbehave(.answer(status: status, type: "application/json", body: body))
      guard let words else {
        let token = try await tokens.token(for: [])
        #expect(token == Secret("t"))
        return
      }
      let failure = await #expect(throws: AuthorizationFailure.self) { try await tokens.token(for: []) }
      #expect(failure?.reason.contains(words) == true, "\(failure?.reason ?? "")")
      #expect(failure?.reason.unicodeScalars.allSatisfy { !$0.isUnsafeInText } == true)
    }
  }

  @Test("is not read beyond its limit")
  func tooLong() async throws {
    try await IdentityProvider.running { provider in
      let tokens = tokens(basic(provider))
      let body =
        #"{"access_token":"t","token_type":"bearer","x":""# + String(repeating: "x", count: 64 << 10) + #""}"#
      provider.misbehave(.answer(status: 200, type: "application/json", body: body))
      let failure = await #expect(throws: AuthorizationFailure.self) { try await tokens.token(for: []) }
      #expect(failure?.reason.contains("too large") == true)
    }
  }

  @Test("is not looked for where the server sends one", arguments: [301, 302, 303, 307, 308])
  func redirect(_ status: Int) async throws {
    try await IdentityProvider.running { provider in
      try await IdentityProvider.running { other in
        let tokens = tokens(basic(provider))
        provider.misbehave(.redirect(status: status, to: other.tokenURL))
        let failure = await #expect(throws: AuthorizationFailure.self) { try await tokens.token(for: []) }
        #expect(failure?.reason.contains("redirects (status \(status)), which is not followed") == true)
        #expect(other.paths.isEmpty)
      }
    }
  }

  @Test("is given out with a word about clocks where they differ and it fails")
  func clockSkew() async throws {
    try await IdentityProvider.running { provider in
      let noon = 784_887_151
      let time = SkippedTime(start: Timestamp(milliseconds: Int64(noon) * 1_000))
      let tokens = tokens(basic(provider), time)
      // Ten minutes later.
      provider.date("Tue, 15 Nov 1994 08:22:31 GMT")
      let refusal = #"{"error":"invalid_client"}"#
      provider.misbehave(
        .answer(status: 401, type: "application/json", body: refusal),
        .answer(status: 401, type: "application/json", body: refusal))
      let failure = await #expect(throws: AuthorizationFailure.self) { try await tokens.token(for: []) }
      #expect(
        failure?.reason.contains("clock is 10 min behind the server's") == true, "\(failure?.reason ?? "")")
      time.pass(.seconds(300))
      let second = await #expect(throws: AuthorizationFailure.self) { try await tokens.token(for: []) }
      #expect(second?.reason.contains("clock") == false)
    }
  }

  @Test("and everything that got it is redacted from then on")
  func redaction() async throws {
    try await IdentityProvider.running { provider in
      let redaction = Redaction()
      _ = try await tokens(basic(provider), redaction: redaction).token(for: [])
      let sent = try #require(provider.tokenRequests.first?.authorization)
      #expect(redaction.redacting("x access-1-secret \(sent)") == "x (secret) (secret)")
    }
  }

  @Test("is never that of another agent, even of the same client")
  func twoAgents() async throws {
    try await IdentityProvider.running { provider in
      let settings = basic(provider)
      let (one, other) = (tokens(settings), tokens(settings))
      let token = try await one.token(for: [])
      #expect(try await other.token(for: []) != token)
      #expect(await other.refused(token, for: []))
      #expect(try await one.token(for: []) == token)
    }
  }

  /// What metadata says, and a piece of what is said of it.
  static let metadata: [(String, JSONValue?, String)] = [
    ("issuer", "https://evil.example", "says that it is of \"https://evil.example\""),
    ("issuer", nil, "says that it is of nobody"),
    ("token_endpoint", nil, "names no token_endpoint"),
    ("token_endpoint", "http://idp.example/token", "is not https"),
    ("token_endpoint", "file:///etc/passwd", "is no URL"),
    ("authorization_endpoint", "http://idp.example/authorize", "is not https"),
    ("device_authorization_endpoint", "gopher://idp.example/", "is no URL"),
  ]

  @Test(
    "is not got by metadata that is not the issuer's or leads to where secrets could be read",
    arguments: metadata)
  func badMetadata(_ member: String, _ value: JSONValue?, _ words: String) async throws {
    try await IdentityProvider.running { provider in
      provider.claim(member, value)
      var settings = basic(provider)
      settings.server = .issuer(provider.issuer)
      let tokens = tokens(settings)
      let failure = await #expect(throws: AuthorizationFailure.self) { try await tokens.token(for: []) }
      #expect(failure?.reason.contains(words) == true, "\(failure?.reason ?? "")")
      #expect(provider.tokenRequests.isEmpty)
    }
  }

  @Test("is got by metadata at either place, which is kept for an hour")
  func places() async throws {
    try await IdentityProvider.running { provider in
      provider.claim("without", "/.well-known/oauth-authorization-server/tenant")
      let time = SkippedTime()
      var settings = basic(provider)
      settings.server = .issuer(provider.issuer)
      let exchanges = OpenExchanges()
      let tokens = tokens(settings, time, exchanges: exchanges)
      _ = try await tokens.token(for: [])
      time.pass(.seconds(3_540))
      _ = try await tokens.token(for: [])
      await exchanges.end()
      #expect(provider.paths.filter { $0.contains("well-known") }.count == 2)
      time.pass(.seconds(60))
      _ = try await tokens.token(for: ["other"])
      #expect(provider.paths.filter { $0.contains("well-known") }.count == 4)
    }
  }
}
