import Auth
import HTTP
import JSON
import MCP
import Settings
import Storage
import Synchronization
import Telemetry
import TestSupport
import Testing

/// A user with a browser, or another device, who does what is shown.
private final class User: Sendable {
  /// What the browser is to do with the page that it is shown.
  typealias Browser = @Sendable (WebURL) async throws -> Void

  private let prompts: AsyncStream<SignInPrompt>
  private let source: AsyncStream<SignInPrompt>.Continuation

  init() { (prompts, source) = AsyncStream.makeStream() }

  /// Signs in, with `act` as the user.
  func signIn(
    _ signIn: SignIn, _ act: @escaping @Sendable (SignInPrompt) async throws -> Void
  ) async throws -> SignIn.Outcome {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for await prompt in self.prompts { try await act(prompt) } }
      defer { source.finish() }
      return try await signIn.run { self.source.yield($0) }
    }
  }
}

/// A browser that goes where it is sent.
private enum Browser {
  /// Asks for the page and gives where it sends the browser.
  static func redirect(from page: WebURL, _ client: HTTPClient = HTTPClient()) async throws -> WebURL {
    let head = try await client.response(to: HTTPRequest(url: page)).head
    return try WebURL(try #require(head.fields["location"]))
  }

  static func status(_ url: WebURL, _ client: HTTPClient = HTTPClient()) async throws -> Int {
    try await client.response(to: HTTPRequest(url: url)).head.status
  }

  static func follow(_ prompt: SignInPrompt) async throws {
    guard case .browser(let page) = prompt else { throw WrongPrompt() }
    _ = try await status(redirect(from: page))
  }

  struct WrongPrompt: Error {}
}

extension WebURL {
  fileprivate var items: [QueryItem] { FormEncoding.decode(query ?? "") }

  /// The same with other items in its query.
  fileprivate func with(_ change: (inout [QueryItem]) -> Void) throws -> WebURL {
    var items = items
    change(&items)
    return try WebURL("\(redacted)?\(FormEncoding.encode(items))")
  }
}

/// What a sign-in and the tokens of one agent are made from.
private struct Place {
  let provider: IdentityProvider
  let folder: String
  var settings: OAuthSettings

  init(_ provider: IdentityProvider, _ folder: String, _ grant: OAuthSettings.Grant) {
    self.provider = provider
    self.folder = folder
    provider.register(.init(id: "bridge", proof: .none))
    settings = OAuthSettings(
      grant: grant, server: .issuer(provider.issuer), clientID: "bridge", scopes: ["read", "offline_access"],
      resource: "https://agent.example/", parameters: ["prompt": "consent"],
      secretParameters: ["api_key": .value(Secret("p4ram"))])
  }

  func signIn(_ clock: Timing = .system, redaction: Redaction = Redaction()) -> SignIn {
    SignIn(
      settings, agent: "billing", client: HTTPClient(), stateDirectory: folder, redaction: redaction,
      clock: clock)
  }

  func tokens(
    _ clock: Timing = .system, agent: String = "billing", exchanges: OpenExchanges = OpenExchanges()
  ) -> OAuthTokens {
    OAuthTokens(
      settings, agent: agent, client: HTTPClient(), stateDirectory: folder, exchanges: exchanges,
      redaction: Redaction(), clock: clock)
  }

  var file: String { SignInStore(stateDirectory: folder, agent: "billing", settings).path }

  static func with(
    _ grant: OAuthSettings.Grant, _ body: (Place) async throws -> Void
  ) async throws {
    try await TemporaryFolder.with { folder in
      try await IdentityProvider.running { provider in try await body(Place(provider, folder, grant)) }
    }
  }
}

private func reason(of body: () async throws -> Void) async -> String {
  do {
    try await body()
    return ""
  } catch {
    return "\(error)"
  }
}

@Suite("Signing in with a browser") struct BrowserSignInTests {
  @Test("brings a token that is kept for the user alone, and renewed without the user", arguments: [nil, 0])
  func roundTrip(_ port: Int?) async throws {
    try await Place.with(.authorizationCode(redirectPort: port)) { place in
      let redaction = Redaction()
      let outcome = try await User().signIn(place.signIn(redaction: redaction)) {
        try await Browser.follow($0)
      }
      #expect(outcome == .init(lifetime: .seconds(3_600), isRenewable: true, missingScopes: []))
      #expect(try TemporaryFolder.permissions(of: place.file) == 0o600)
      #expect(try TemporaryFolder.permissions(of: "\(place.folder)/tokens") == 0o700)
      let form = try #require(place.provider.tokenRequests.first?.form)
      #expect(form["grant_type"] == "authorization_code")
      #expect(form["resource"] == "https://agent.example/")
      #expect(form["prompt"] == "consent" && form["api_key"] == "p4ram")
      for name in ["code", "code_verifier"] {
        #expect(redaction.redacting(form[name] ?? "") == "(secret)")
      }
      let time = SkippedTime()
      let tokens = place.tokens(time.timing)
      #expect(try await tokens.token(for: []) == Secret("access-2-secret"))
      #expect(place.provider.tokenRequests.count == 1)
      time.pass(.seconds(3_601))
      #expect(try await tokens.token(for: []) == Secret("access-3-secret"))
      let renewal = try #require(place.provider.tokenRequests.last?.form)
      #expect(renewal["grant_type"] == "refresh_token")
      #expect(renewal["prompt"] == "consent" && renewal["api_key"] == "p4ram")
      // All that was granted is granted again; what was not must not be asked for.
      #expect(renewal["scope"] == nil)
    }
  }

  @Test("asks with everything that protects the answer, and with nothing else of its own")
  func question() async throws {
    try await Place.with(.authorizationCode(redirectPort: nil)) { place in
      let seen = Mutex<[WebURL]>([])
      _ = try await User().signIn(place.signIn()) { prompt in
        if case .browser(let page) = prompt { seen.withLock { $0.append(page) } }
        try await Browser.follow(prompt)
      }
      let page = try #require(seen.withLock { $0.first })
      let names = page.items.map(\.name)
      #expect(
        names == [
          "response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method",
          "scope", "resource", "prompt",
        ])
      #expect(page.items.first { $0.name == "client_id" }?.value == "bridge")
      #expect(!page.description.contains("p4ram"))
      #expect(page.items.first { $0.name == "scope" }?.value == "offline_access read")
      #expect(page.items.first { $0.name == "state" }?.value.utf8.count == 43)
    }
  }

  typealias Change = @Sendable (inout [QueryItem]) -> Void
  /// How what the browser brings back is changed on its way, and what is said of it.
  static let forgeries: [(String, Change, String)] = [
    ("two codes", { $0.append(QueryItem("code", "x")) }, "says code twice"),
    ("no issuer", { $0.removeAll { $0.name == "iss" } }, "(nobody, not http"),
    (
      "another issuer", { $0 = $0.map { $0.name == "iss" ? QueryItem("iss", "https://evil.example") : $0 } },
      "(\"https://evil.example\", not http"
    ),
    ("no code", { $0.removeAll { $0.name == "code" } }, "without a code"),
    (
      "an error", { $0.insert(QueryItem("error", "access_denied"), at: 0) },
      "\"access_denied\"; the user, or a rule"
    ),
    (
      "an error with words that move the cursor",
      { $0 += [QueryItem("error", "x"), QueryItem("error_description", "a\u{1B}[2Jb")] },
      "\"x\": \"a\\u{1B}[2Jb\""
    ),
  ]

  @Test("takes no answer that is not exactly to its question", arguments: forgeries)
  func forgery(_ name: String, _ change: @escaping Change, _ words: String) async throws {
    try await Place.with(.authorizationCode(redirectPort: nil)) { place in
      let failure = await reason {
        _ = try await User().signIn(place.signIn()) { prompt in
          guard case .browser(let page) = prompt else { return }
          _ = try await Browser.status(Browser.redirect(from: page).with(change))
        }
      }
      #expect(failure.contains(words), "\(name): \(failure)")
      #expect(place.provider.tokenRequests.isEmpty)
      #expect(FileStamp(place.file) == nil)
    }
  }

  /// What any page that the browser shows can send to the listener.
  static let strangers: [(String, Change)] = [
    ("no state", { $0.removeAll { $0.name == "state" } }),
    ("another state", { $0 = $0.map { $0.name == "state" ? QueryItem("state", "x") : $0 } }),
    (
      "a state of the same length",
      { $0 = $0.map { $0.name == "state" ? QueryItem("state", String($0.value.reversed())) : $0 } }
    ),
    ("two states", { $0.append(QueryItem("state", "x")) }),
    (
      "an error of somebody else",
      { $0 = [QueryItem("error", "access_denied"), QueryItem("state", "guess")] }
    ),
    ("nothing", { $0 = [] }),
  ]

  @Test("is not ended by what is no answer to its question", arguments: strangers)
  func stranger(_ name: String, _ change: @escaping Change) async throws {
    try await Place.with(.authorizationCode(redirectPort: nil)) { place in
      _ = try await User().signIn(place.signIn()) { prompt in
        guard case .browser(let page) = prompt else { return }
        let answer = try await Browser.redirect(from: page)
        #expect(try await Browser.status(answer.with(change)) == 400, "\(name)")
        #expect(try await Browser.status(answer) == 200)
      }
      #expect(place.provider.tokenRequests.count == 1)
    }
  }

  @Test("serves one answer at one place, and nothing else")
  func oneRequest() async throws {
    try await Place.with(.authorizationCode(redirectPort: nil)) { place in
      let gate = Latch()
      place.provider.misbehave(.wait(gate))
      let statuses = Mutex<[Int]>([])
      _ = try await User().signIn(place.signIn()) { prompt in
        guard case .browser(let page) = prompt else { return }
        let client = HTTPClient()
        let place = try await Browser.redirect(from: page, client)
        for path in ["/", "/favicon.ico", "/callback/", "/Callback", "/callback%2F"] {
          let url = try WebURL("\(place.origin)\(path)?\(place.query ?? "")")
          let status = try await Browser.status(url, client)
          statuses.withLock { $0.append(status) }
        }
        let post = try await client.response(to: HTTPRequest(method: .post, url: place)).head.status
        let (first, second) = (
          try await Browser.status(place, client), try? await Browser.status(place, client)
        )
        statuses.withLock { $0 += [post, first, second ?? 410] }
        gate.open()
      }
      #expect(statuses.withLock { $0 } == [404, 404, 404, 404, 404, 405, 200, 410])
      #expect(place.provider.tokenRequests.count == 1)
    }
  }

  @Test("takes an answer of before for none")
  func replay() async throws {
    try await Place.with(.authorizationCode(redirectPort: nil)) { place in
      let old = Mutex<WebURL?>(nil)
      _ = try await User().signIn(place.signIn()) { prompt in
        guard case .browser(let page) = prompt else { return }
        let answer = try await Browser.redirect(from: page)
        old.withLock { $0 = answer }
        _ = try await Browser.status(answer)
      }
      _ = try await User().signIn(place.signIn()) { prompt in
        guard case .browser(let page) = prompt, let old = old.withLock({ $0 }) else { return }
        let here = try WebURL(page.items.first { $0.name == "redirect_uri" }?.value ?? "")
        #expect(try await Browser.status(old.replacing(origin: here.origin)) == 400)
        try await Browser.follow(prompt)
      }
      #expect(place.provider.tokenRequests.count == 2)
    }
  }

  /// What a server says of itself, and what is said of it.
  static let metadata: [(String, JSONValue?, String)] = [
    ("code_challenge_methods_supported", ["plain"], "does not protect codes"),
    ("code_challenge_methods_supported", [], "does not protect codes"),
    ("authorization_endpoint", nil, "names no page to sign in at"),
  ]

  @Test("is not begun at a server that protects no codes", arguments: metadata)
  func downgrade(_ member: String, _ value: JSONValue?, _ words: String) async throws {
    try await Place.with(.authorizationCode(redirectPort: nil)) { place in
      place.provider.claim(member, value)
      let failure = await reason {
        _ = try await User().signIn(place.signIn()) { try await Browser.follow($0) }
      }
      #expect(failure.contains(words))
    }
  }

  @Test("does not need a server that names itself, but believes none that names another")
  func issuers() async throws {
    try await Place.with(.authorizationCode(redirectPort: nil)) { place in
      place.provider.claim("authorization_response_iss_parameter_supported", nil)
      place.provider.browserIssuer(nil)
      _ = try await User().signIn(place.signIn()) { try await Browser.follow($0) }
      place.provider.browserIssuer("https://evil.example")
      let failure = await reason {
        _ = try await User().signIn(place.signIn()) { try await Browser.follow($0) }
      }
      #expect(failure.contains("not \(place.provider.issuer)"))
    }
  }

  @Test("ends after five minutes")
  func timeout() async throws {
    try await Place.with(.authorizationCode(redirectPort: nil)) { place in
      let time = SkippedTime()
      let failure = await #expect(throws: OAuthFailure.self) {
        try await place.signIn(time.timing).run { _ in }
      }
      #expect(failure?.kind == .timeout)
      #expect(time.waits == [.seconds(300)])
    }
  }

  @Test("says it when the port is taken")
  func portTaken() async throws {
    try await Place.with(.authorizationCode(redirectPort: nil)) { place in
      var place = place
      let port = try WebURL(place.provider.issuer).port
      place.settings.grant = .authorizationCode(redirectPort: port)
      let failure = await #expect(throws: OAuthFailure.self) { try await place.signIn().run { _ in } }
      #expect(failure?.reason.contains("is redirectPort in use") == true)
      #expect(failure?.kind == .local)
    }
  }
}

@Suite("Signing in on another device") struct DeviceSignInTests {
  @Test("asks as often as the server wants, and slower when it says so")
  func roundTrip() async throws {
    try await Place.with(.deviceCode) { place in
      place.provider.deviceAnswers("authorization_pending", "slow_down", "authorization_pending")
      let time = SkippedTime()
      let outcome = try await User().signIn(place.signIn(time.timing)) { prompt in
        guard case .device(let page, let code, let complete) = prompt else { return }
        #expect(page.description == place.provider.issuer + "/activate")
        #expect(complete?.query == "code=\(code)")
        place.provider.approve(code)
      }
      #expect(outcome.isRenewable)
      let waits = time.waits.prefix(4)
      #expect(Array(waits) == [.seconds(5), .seconds(5), .seconds(10), .seconds(10)])
      #expect(place.provider.tokenRequests.first?.form["device_code"] == "device-1-secret")
      #expect(place.provider.tokenRequests.first?.form["api_key"] == "p4ram")
      #expect(place.provider.tokenRequests.first?.form["resource"] == "https://agent.example/")
    }
  }

  static let ends: [(String, OAuthFailure.Kind)] = [
    ("access_denied", .refused(code: "access_denied")), ("expired_token", .timeout),
    ("invalid_grant", .refused(code: "invalid_grant")),
  ]

  @Test("ends when the server says so", arguments: ends)
  func refusal(_ code: String, _ kind: OAuthFailure.Kind) async throws {
    try await Place.with(.deviceCode) { place in
      place.provider.deviceAnswers(code)
      let failure = await #expect(throws: OAuthFailure.self) {
        try await place.signIn(SkippedTime().timing).run { _ in }
      }
      #expect(failure?.kind == kind)
    }
  }

  @Test("ends with the code's time")
  func tooLate() async throws {
    try await Place.with(.deviceCode) { place in
      let time = SkippedTime()
      let failure = await #expect(throws: OAuthFailure.self) {
        try await place.signIn(time.timing).run { _ in }
      }
      #expect(failure?.kind == .timeout)
      #expect(time.waits.count == 119)
    }
  }

  @Test("goes on when the server is out of order for a while")
  func trouble() async throws {
    try await Place.with(.deviceCode) { place in
      place.provider.misbehave(.answer(status: 502, type: "text/html", body: ""))
      let time = SkippedTime()
      _ = try await User().signIn(place.signIn(time.timing)) { prompt in
        if case .device(_, let code, _) = prompt { place.provider.approve(code) }
      }
      #expect(time.waits.prefix(2) == [.seconds(5), .seconds(10)])
    }
  }
}

@Suite("A kept sign-in") struct KeptSignInTests {
  private func signedIn(_ body: (Place) async throws -> Void) async throws {
    try await Place.with(.authorizationCode(redirectPort: nil)) { place in
      _ = try await User().signIn(place.signIn()) { try await Browser.follow($0) }
      try await body(place)
    }
  }

  @Test("is renewed by one process at a time, with what another has left")
  func twoProcesses() async throws {
    try await signedIn { place in
      let time = SkippedTime()
      time.pass(.seconds(3_541))
      // What separates processes is the file's lock, which does not know that these two are one.
      let tokens = (0..<8).map { _ in place.tokens(time.patient) }
      let got = try await withThrowingTaskGroup(of: Secret.self) { group in
        for tokens in tokens { group.addTask { try await tokens.token(for: []) } }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(got == [Secret("access-3-secret")])
      #expect(place.provider.tokenRequests.count == 2)
      // Each renewal has left another refresh token behind, which is the one to use.
      time.pass(.seconds(3_601))
      #expect(try await tokens[0].token(for: []) == Secret("access-4-secret"))
      #expect(try await tokens[1].token(for: []) == Secret("access-4-secret"))
    }
  }

  @Test("is renewed when the agent refuses its token")
  func refused() async throws {
    try await signedIn { place in
      let tokens = place.tokens()
      let first = try await tokens.token(for: [])
      #expect(await tokens.refused(first, for: []))
      #expect(try await tokens.token(for: []) != first)
    }
  }

  @Test("is good for what the user has granted, whatever a call needs")
  func scopes() async throws {
    try await signedIn { place in
      let tokens = place.tokens()
      let token = try await tokens.token(for: [])
      #expect(try await tokens.token(for: ["admin"]) == token)
      #expect(place.provider.tokenRequests.count == 1)
    }
  }

  @Test("is over for a process that runs, when the user signs out, and there again with the next one")
  func signedOut() async throws {
    try await signedIn { place in
      let tokens = place.tokens()
      let first = try await tokens.token(for: [])
      #expect(try await KeptSignIns(stateDirectory: place.folder, agent: "billing").remove())
      #expect(await reason { _ = try await tokens.token(for: []) }.contains("nobody has signed in"))
      _ = try await User().signIn(place.signIn()) { try await Browser.follow($0) }
      #expect(try await tokens.token(for: []) != first)
      #expect(place.provider.tokenRequests.count == 2)
    }
  }

  @Test("is forgotten with those of other settings, and without those of other agents")
  func forgotten() async throws {
    try await signedIn { place in
      var changed = place
      changed.settings.scopes = ["read"]
      _ = try await User().signIn(changed.signIn()) { try await Browser.follow($0) }
      let other = SignInStore(stateDirectory: place.folder, agent: "other", place.settings).path
      try PrivateFile.replace(other, with: [1])
      #expect(FileStamp(place.file) != nil && FileStamp(changed.file) != nil)
      // What is left of processes that died while they wrote.
      let drafts = ["\(place.file).12.34", "\(changed.file).12.35"]
      for draft in drafts { try PrivateFile.replace(draft, with: [1]) }
      let kept = KeptSignIns(stateDirectory: place.folder, agent: "billing")
      #expect(try await kept.remove())
      #expect(FileStamp(place.file) == nil && FileStamp(changed.file) == nil && FileStamp(other) != nil)
      #expect(drafts.allSatisfy { FileStamp($0) == nil })
      #expect(try await kept.remove() == false)
    }
  }

  @Test("that can't be removed is said")
  func notForgotten() async throws {
    try await Place.with(.deviceCode) { place in
      // Not even the superuser can remove a folder as if it were a file.
      _ = try PrivateFile.mark("\(place.file)/x")
      let kept = KeptSignIns(stateDirectory: place.folder, agent: "billing")
      #expect(await reason { _ = try await kept.remove() }.contains("can't be forgotten: can't remove"))
    }
  }

  @Test("that has ended says how to sign in again")
  func ended() async throws {
    try await signedIn { place in
      place.provider.revokeAll()
      let time = SkippedTime()
      time.pass(.seconds(3_600))
      let failure = await reason { _ = try await place.tokens(time.timing).token(for: []) }
      #expect(failure.contains("\"invalid_grant\""))
      #expect(failure.hasSuffix("the user has to run: a2a-bridge login billing"))
    }
  }

  @Test("that is not there says how to sign in, and that of another agent is none")
  func missing() async throws {
    try await signedIn { place in
      let failure = await reason { _ = try await place.tokens(agent: "other").token(for: []) }
      #expect(
        failure == "nobody has signed in for other; the user has to run: a2a-bridge login other")
      var changed = place
      changed.settings.audience = "https://other.example"
      #expect(await reason { _ = try await changed.tokens().token(for: []) }.contains("nobody has signed in"))
      try PrivateFile.remove(place.file)
      #expect(await reason { _ = try await place.tokens().token(for: []) }.contains("nobody has signed in"))
    }
  }

  @Test(
    "that others can read or write is reported and not used", arguments: [0o644, 0o660, 0o602] as [UInt32])
  func permissions(_ mode: UInt32) async throws {
    try await signedIn { place in
      try TemporaryFolder.setPermissions(mode, of: place.file)
      let failure = await reason { _ = try await place.tokens().token(for: []) }
      #expect(failure.contains("others may read or change \(place.file) (mode 0\(String(mode, radix: 8)))"))
    }
  }

  @Test(
    "is none where the file is damaged",
    arguments: [
      "", "{}", #"{"version":2}"#, "\u{0}", #"{"version":1,"accessToken":"a","issued":-9223372036854775808}"#,
      #"{"version":1,"accessToken":"a","issued":-1}"#,
      #"{"version":1,"accessToken":"a","issued":0,"expires":9223372036854775807}"#,
      #"{"version":1,"accessToken":"a","issued":0,"expires":"soon"}"#,
    ])
  func damaged(_ text: String) async throws {
    try await signedIn { place in
      try PrivateFile.replace(place.file, with: Array(text.utf8))
      #expect(
        await reason { _ = try await place.tokens().token(for: []) }.contains("a2a-bridge login billing"))
    }
  }

  @Test("is not lost with an answer that its caller no longer waits for")
  func cancelled() async throws {
    try await signedIn { place in
      let time = SkippedTime()
      time.pass(.seconds(3_541))
      let gate = Latch()
      place.provider.misbehave(.wait(gate))
      let exchanges = OpenExchanges()
      let tokens = place.tokens(time.timing, exchanges: exchanges)
      await withTaskGroup(of: Void.self) { group in
        group.addTask { _ = try? await tokens.token(for: []) }
        await place.provider.tokenRequests(atLeast: 2)
        group.cancelAll()
        gate.open()
      }
      await exchanges.end()
      let token = try await place.tokens(time.timing).token(for: [])
      #expect(token == Secret("access-3-secret"))
      #expect(place.provider.tokenRequests.count == 2)
    }
  }

  @Test("that can't be written is said, and not lost while the process lives")
  func unwritable() async throws {
    try await signedIn { place in
      let time = SkippedTime()
      time.pass(.seconds(3_541))
      let tokens = place.tokens(time.timing)
      let gate = Latch()
      place.provider.misbehave(.wait(gate))
      let kept = try PrivateFile.read(place.file, limit: 1 << 20) ?? []
      let failure = await withTaskGroup(of: String.self) { group in
        group.addTask { await reason { _ = try await tokens.token(for: []) } }
        await place.provider.tokenRequests(atLeast: 2)
        // Not even the superuser can put a file in the place of a folder.
        try? PrivateFile.remove(place.file)
        _ = try? PrivateFile.mark("\(place.file)/x")
        gate.open()
        return await group.next() ?? ""
      }
      #expect(failure.contains("can't be used") || failure.contains("can't be kept"), "\(failure)")
      TemporaryFolder.removeAll(place.file)
      try PrivateFile.replace(place.file, with: kept)
      time.pass(.seconds(5))
      #expect(try await tokens.token(for: []) == Secret("access-3-secret"))
      #expect(place.provider.tokenRequests.count == 2)
    }
  }

  @Test("needs a folder")
  func noFolder() async throws {
    try await Place.with(.deviceCode) { place in
      let tokens = OAuthTokens(
        place.settings, agent: "billing", client: HTTPClient(), stateDirectory: nil, redaction: Redaction())
      #expect(await reason { _ = try await tokens.token(for: []) }.contains("--state-dir"))
    }
  }
}
