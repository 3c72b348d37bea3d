import HTTP
import Settings
import Telemetry
import Testing

@testable import Auth

private let canary = "sk-canary-7f3a"

private func origin(_ text: String) throws -> Origin { try WebURL(text).origin }

private func makeAuthorizer(
  _ credential: CredentialSettings, headers: [HeaderSettings] = [], for origins: Set<Origin>
) throws(InvalidCredential) -> OriginBoundAuthorizer {
  try OriginBoundAuthorizer(
    credential, headers: headers, for: origins, redaction: Redaction(),
    tokens: { _ in Purse(tokens: ["purse-1", "purse-2"]) })
}

private func authorized(_ url: String, by authorizer: OriginBoundAuthorizer) async throws -> HTTPRequest {
  var request = HTTPRequest(url: try WebURL(url), fields: ["Accept": "application/json"])
  try await authorizer.authorize(&request)
  return request
}

struct OriginBoundAuthorizerTests {
  static let credentials: [(CredentialSettings, String, String)] = [
    (.bearer(.value(Secret(canary))), "Authorization", "Bearer sk-canary-7f3a"),
    (.apiKey(.header("X-Api-Key"), key: .value(Secret(canary))), "x-api-key", "sk-canary-7f3a"),
    (.apiKey(.cookie("session"), key: .value(Secret(canary))), "Cookie", "session=sk-canary-7f3a"),
    // The examples of RFC 7617 §2 and §2.1.
    (
      .basic(username: "Aladdin", password: .value(Secret("open sesame"))), "Authorization",
      "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    ),
    (.basic(username: "test", password: .value(Secret("123£"))), "Authorization", "Basic dGVzdDoxMjPCow=="),
    (.basic(username: "", password: .value(Secret("a:b"))), "Authorization", "Basic OmE6Yg=="),
    (.bearer(.command(SecretCommand(arguments: ["printf", "tok-1\n"]))), "Authorization", "Bearer tok-1"),
    (oauth, "Authorization", "Bearer purse-1"),
  ]

  static let oauth = CredentialSettings.oauth(
    OAuthSettings(grant: .clientCredentials, server: .issuer("https://id.example"), clientID: "bridge"))

  @Test(arguments: credentials)
  func addsTheCredential(_ credential: CredentialSettings, _ name: String, _ value: String) async throws {
    let authorizer = try makeAuthorizer(credential, for: [origin("https://agent.example")])
    let request = try await authorized("https://agent.example/a2a", by: authorizer)
    #expect(request.fields[name] == value)
    #expect(request.fields["Accept"] == "application/json")
    #expect(request.fields.count == 2)
  }

  @Test func addsHeadersBesideTheCredential() async throws {
    let headers = [HeaderSettings(name: "X-Team", value: .value(Secret("platform")))]
    let authorizer = try makeAuthorizer(
      .none, headers: headers, for: [origin("https://agent.example")])
    let request = try await authorized("https://agent.example/", by: authorizer)
    #expect(request.fields["X-Team"] == "platform")
    #expect(request.fields["Authorization"] == nil)
  }

  @Test func replacesWhatTheRequestHadUnderTheName() async throws {
    let authorizer = try makeAuthorizer(
      .bearer(.value(Secret("new"))), for: [origin("https://agent.example")])
    var request = HTTPRequest(
      url: try WebURL("https://agent.example/"), fields: ["authorization": "Bearer old"])
    try await authorizer.authorize(&request)
    #expect(request.fields.map(\.value) == ["Bearer new"])
  }

  @Test(arguments: [
    ("https://agent.example/a2a", true), ("https://AGENT.example:443/other?x=1", true),
    ("https://eu.agent.example:8443/", true),
    ("http://agent.example/", false), ("https://agent.example:8443/", false),
    ("https://eu.agent.example/", false),
    ("https://agent.example.evil.example/", false), ("https://evil.example/?https://agent.example", false),
    ("https://evil.example/agent.example", false), ("https://agent.example./", false),
    ("https://sub.agent.example/", false),
  ])
  func isSilentToOtherOrigins(_ url: String, _ isAllowed: Bool) async throws {
    let origins: Set = try [origin("https://agent.example"), origin("https://eu.agent.example:8443")]
    let headers = [HeaderSettings(name: "X-Gateway", value: .value(Secret(canary)))]
    let authorizer = try makeAuthorizer(
      .bearer(.value(Secret(canary))), headers: headers, for: origins)
    let request = try await authorized(url, by: authorizer)
    #expect(request.fields.contains { $0.value.contains(canary) } == isAllowed)
    #expect(request.fields.count == (isAllowed ? 3 : 1))
  }

  @Test func withoutOriginsNothingIsSent() async throws {
    let authorizer = try makeAuthorizer(.bearer(.value(Secret(canary))), for: [])
    #expect(try await authorized("https://agent.example/", by: authorizer).fields.count == 1)
  }

  static let refusals: [(CredentialSettings, [HeaderSettings], InvalidCredential)] = [
    (
      .bearer(.value(Secret("a\r\nX-Evil: 1"))), [],
      InvalidCredential(.controlCharacter, "the header Authorization")
    ),
    (.bearer(.value(Secret("a\n"))), [], InvalidCredential(.controlCharacter, "the header Authorization")),
    (
      .bearer(.value(Secret("a\u{0}b"))), [], InvalidCredential(.controlCharacter, "the header Authorization")
    ),
    (.bearer(.value(Secret(""))), [], InvalidCredential(.emptyValue, "the header Authorization")),
    (
      .apiKey(.header("X-Key"), key: .value(Secret("\r"))), [],
      InvalidCredential(.controlCharacter, "the header X-Key")
    ),
    (
      .apiKey(.header("X-Key"), key: .value(Secret(""))), [],
      InvalidCredential(.emptyValue, "the header X-Key")
    ),
    (
      .apiKey(.header("X-Key: 1\r\nX"), key: .value(Secret("k"))), [],
      InvalidCredential(.name, "the header X-Key: 1\r\nX")
    ),
    (.apiKey(.header(""), key: .value(Secret("k"))), [], InvalidCredential(.name, "the header ")),
    (.none, [("X-Name", "a\rb")], InvalidCredential(.controlCharacter, "the header X-Name")),
    (.none, [("X Name", "ab")], InvalidCredential(.name, "the header X Name")),
    (.apiKey(.query(""), key: .value(Secret("k"))), [], InvalidCredential(.name, "the query parameter ")),
    (
      .apiKey(.query("k"), key: .value(Secret("a\nb"))), [],
      InvalidCredential(.controlCharacter, "the query parameter k")
    ),
    (.apiKey(.cookie("a b"), key: .value(Secret("k"))), [], InvalidCredential(.name, "the cookie a b")),
    (
      .apiKey(.cookie("c"), key: .value(Secret("a; b=c"))), [],
      InvalidCredential(.cookieCharacter, "the cookie c")
    ),
    (
      .apiKey(.cookie("c"), key: .value(Secret("\"a\""))), [],
      InvalidCredential(.cookieCharacter, "the cookie c")
    ),
    (.basic(username: "a:b", password: .value(Secret("p"))), [], InvalidCredential(.colon, "the user name")),
    (
      .basic(username: "a\r", password: .value(Secret("p"))), [],
      InvalidCredential(.controlCharacter, "the user name")
    ),
    (
      .basic(username: "a", password: .value(Secret(""))), [],
      InvalidCredential(.emptyValue, "the header Authorization")
    ),
    (oauth, [("Authorization", "x")], InvalidCredential(.duplicate, "the header Authorization")),
    (
      .basic(username: "a", password: .value(Secret("p"))), [("authorization", "x")],
      InvalidCredential(.duplicate, "the header Authorization")
    ),
    (.none, [("X-A", "1"), ("x-a", "2")], InvalidCredential(.duplicate, "the header x-a")),
    (
      .bearer(.value(Secret("t"))), [("AUTHORIZATION", "x")],
      InvalidCredential(.duplicate, "the header Authorization")
    ),
  ].map { credential, headers, failure in
    (credential, headers.map { HeaderSettings(name: $0.0, value: .value(Secret($0.1))) }, failure)
  }

  @Test(arguments: refusals)
  func refusesWhatCouldNotBeSent(
    _ credential: CredentialSettings, _ headers: [HeaderSettings], _ failure: InvalidCredential
  ) throws {
    let error = #expect(throws: InvalidCredential.self) {
      try makeAuthorizer(credential, headers: headers, for: [])
    }
    #expect(error == failure)
    #expect(error?.description.contains("\n") == false)
  }

  @Test func valuesBeyondASCIIAreSentAsTheyAre() async throws {
    let authorizer = try makeAuthorizer(
      .bearer(.value(Secret("schlüssel"))), for: [origin("https://agent.example")])
    #expect(
      try await authorized("https://agent.example/", by: authorizer).fields["Authorization"]
        == "Bearer schlüssel")
  }

  @Test(arguments: [
    ("https://agent.example/a2a", "https://agent.example/a2a?api%20key=s%20%26%2F%C3%BC"),
    ("https://agent.example/a2a?id=1&b", "https://agent.example/a2a?id=1&b&api%20key=s%20%26%2F%C3%BC"),
    ("https://agent.example/?api%20key=old&id=1", "https://agent.example/?id=1&api%20key=s%20%26%2F%C3%BC"),
  ])
  func addsAKeyToTheQuery(_ url: String, _ whole: String) async throws {
    let authorizer = try makeAuthorizer(
      .apiKey(.query("api key"), key: .value(Secret("s &/ü"))), for: [origin("https://agent.example")])
    let request = try await authorized(url, by: authorizer)
    #expect(request.url.description == whole)
    #expect(!request.description.contains("s%20"))
    #expect(request.carriesCredentials)
    // Sent again, it is still there once.
    var again = request
    try await authorizer.authorize(&again)
    #expect(again.url == request.url)
  }

  @Test func aCookieStandsBesideOthers() async throws {
    let authorizer = try makeAuthorizer(
      .apiKey(.cookie("session"), key: .value(Secret("s"))),
      headers: [HeaderSettings(name: "cookie", value: .value(Secret("lang=de")))],
      for: [origin("https://agent.example")])
    let request = try await authorized("https://agent.example/", by: authorizer)
    #expect(request.fields["Cookie"] == "lang=de; session=s")
    #expect(request.fields.count == 2)
  }

  @Test func signsForAWS() async throws {
    let authorizer = try makeAuthorizer(
      .awsSigV4(
        AWSSettings(
          region: "us-east-1", service: "bedrock-agentcore", accessKeyID: .value(Secret("AKID")),
          secretAccessKey: .value(Secret(canary)), sessionToken: .value(Secret("session")))),
      for: [origin("https://agent.example")])
    let request = try await authorized("https://agent.example/", by: authorizer)
    #expect(
      request.awsSignature
        == AWSSignature(
          region: "us-east-1", service: "bedrock-agentcore", keyID: Secret("AKID"), secret: Secret(canary)))
    #expect(request.fields["X-Amz-Security-Token"] == "session")
    #expect(try await authorized("https://other.example/", by: authorizer).awsSignature == nil)
  }

  /// What a program prints is looked at when it has.
  @Test(
    arguments: [
      (.bearer(Self.printing("a\nb")), "the header Authorization holds a line break"),
      (
        .apiKey(.header("X-Key"), key: Self.printing("a\r\nX-Evil: 1\n")),
        "the header X-Key holds a line break"
      ),
      (
        .basic(username: "u", password: Self.printing("a\u{7F}")),
        "the header Authorization holds a line break"
      ),
      (.apiKey(.query("k"), key: Self.printing("a\nb")), "the query parameter k holds a line break"),
      (.apiKey(.cookie("c"), key: Self.printing("a;b")), "the cookie c holds a space"),
      (.bearer(Self.printing("")), "printed nothing"),
    ] as [(CredentialSettings, String)])
  func refusesWhatIsPrintedAndCouldNotBeSent(_ credential: CredentialSettings, _ words: String) async throws {
    let authorizer = try makeAuthorizer(credential, for: [origin("https://agent.example")])
    var request = HTTPRequest(url: try WebURL("https://agent.example/"))
    let error = await #expect(throws: AuthorizationFailure.self) { try await authorizer.authorize(&request) }
    #expect(error?.reason.contains(words) == true)
    #expect(request.fields.count == 0)
    #expect(!request.carriesCredentials)
  }

  private static func printing(_ text: String) -> SecretSource {
    .command(SecretCommand(arguments: ["printf", "%s", text]))
  }

  /// Credential, refusal, and what is to be done: nil to send the request again, with other credentials.
  static let advices: [(CredentialSettings, Int, String, String??)] = [
    (.none, 401, "Bearer", .some("the agent asks for the scheme \"bearer\"")),
    (.bearer(.value(Secret("t"))), 401, "", .some(nil)),
    (
      .bearer(.value(Secret("t"))), 401, "Bearer error=\"invalid_token\"",
      .some("the agent says \"invalid_token\"")
    ),
    (
      .bearer(.value(Secret(canary))), 401, "Bearer error=\"\(canary)\"", .some("the agent says \"(secret)\"")
    ),
    (oauth, 401, "Bearer error=\"invalid_token\"", nil), (oauth, 401, "", nil),
    (oauth, 403, "", .some(nil)),
    (
      oauth, 403, "Bearer error=\"insufficient_scope\", scope=\"tasks:write admin\"",
      .some("the token lacks one of the scopes \"tasks:write\", \"admin\"\(scopeAdvice)")
    ),
    // It may have run out all the same.
    (oauth, 401, "Bearer error=insufficient_scope, scope=admin", nil),
    (oauth, 401, "Bearer error=\"invalid_token\", DPoP error=\"insufficient_scope\"", nil),
    (
      .bearer(.value(Secret("t"))), 401, "Bearer error=insufficient_scope, scope=admin",
      .some("the token lacks the scope \"admin\"")
    ),
    (
      oauth, 403, "Bearer error=insufficient_scope",
      .some("the token lacks a scope, of which the agent does not say the name\(scopeAdvice)")
    ),
    (
      .bearer(.value(Secret("t"))), 403, "Bearer error=insufficient_scope, scope=admin",
      .some("the token lacks the scope \"admin\"")
    ),
    // Where the words are cut no piece of a secret is left.
    (
      .bearer(.value(Secret("t"))), 401, "Bearer error=\"\(String(repeating: "x", count: 190))\(canary)\"",
      .some("the agent says \"\(String(repeating: "x", count: 190))(secret)\"")
    ),
    (
      oauth, 403, "Bearer error=insufficient_scope, scope=\"\(String(repeating: "x", count: 52))\(canary)\"",
      .some("the token lacks the scope \"\(String(repeating: "x", count: 52))(secret)\"\(scopeAdvice)")
    ),
    (.bearer(.command(SecretCommand(arguments: ["printf", "a"]))), 401, "", nil),
    (.bearer(.command(SecretCommand(arguments: ["printf", "a"]))), 403, "", .some(nil)),
    (aws(.value(Secret("k"))), 403, "", .some(nil)),
    // AWS says so of credentials that have run out.
    (aws(.command(SecretCommand(arguments: ["printf", "a"]))), 403, "", nil),
  ]

  private static let scopeAdvice =
    "; name it in \"scopes\" of the agent's \"auth\", or set \"skillScopes\" there"

  private static func aws(_ key: SecretSource) -> CredentialSettings {
    .awsSigV4(AWSSettings(region: "r", service: "s", accessKeyID: .value(Secret("i")), secretAccessKey: key))
  }

  @Test(arguments: advices)
  func saysWhatToDo(
    _ credential: CredentialSettings, _ status: Int, _ challenge: String, _ words: String??
  ) async throws {
    let redaction = Redaction()
    redaction.register(Secret(canary))
    let authorizer = try OriginBoundAuthorizer(
      credential, for: [origin("https://agent.example")], redaction: redaction,
      tokens: { _ in Purse(tokens: ["purse-1", "purse-2"]) })
    let request = try await authorized("https://agent.example/", by: authorizer)
    let head = HTTPResponse.Head(
      status: status, fields: challenge.isEmpty ? [:] : ["WWW-Authenticate": challenge])
    let advice = await authorizer.advice(on: head, of: request)
    #expect(advice == words.map { .giveUp($0) } ?? .retry)
  }

  /// However many others come after it.
  @Test func aTokenInUseStaysOutOfTheLog() async throws {
    let redaction = Redaction()
    let authorizer = try OriginBoundAuthorizer(
      Self.oauth, for: [origin("https://agent.example")], redaction: redaction,
      tokens: { _ in Purse(tokens: [canary]) })
    redaction.register(Secret(canary))
    for index in 1..<Redaction.capacity { redaction.register(Secret("other-\(index)")) }
    _ = try await authorized("https://agent.example/", by: authorizer)
    redaction.register(Secret("the last"))
    #expect(redaction.redacting(canary) == "(secret)")
    #expect(redaction.redacting("other-1.") == "other-1.")
  }

  @Test func saysWhyNothingWasSentElsewhere() async throws {
    let authorizer = try makeAuthorizer(.bearer(.value(Secret("t"))), for: [origin("https://agent.example")])
    let request = try await authorized("https://other.example/", by: authorizer)
    let advice = await authorizer.advice(on: HTTPResponse.Head(status: 401), of: request)
    guard case .giveUp(let words?) = advice else {
      Issue.record("no words")
      return
    }
    #expect(words.hasPrefix("no credentials were sent to https://other.example"))
  }

  @Test func asksForTheScopesOfTheCall() async throws {
    let purse = Purse(tokens: ["a"])
    let authorizer = try OriginBoundAuthorizer(
      Self.oauth, for: [origin("https://agent.example")], redaction: Redaction(), tokens: { _ in purse })
    _ = try await authorized("https://agent.example/", by: authorizer)
    try await RequestedScopes.$current.withValue(["tasks:write"]) {
      _ = try await authorized("https://agent.example/", by: authorizer)
    }
    #expect(purse.askedScopes == [[], ["tasks:write"]])
  }

  @Test func isNeverPrinted() async throws {
    let headers = [HeaderSettings(name: "X-Gateway", value: .value(Secret(canary)))]
    let authorizer = try makeAuthorizer(
      .apiKey(.header("X-Api-Key"), key: .value(Secret(canary))), headers: headers,
      for: [origin("https://agent.example")])
    let request = try await authorized("https://agent.example/", by: authorizer)
    var text = "\(authorizer) \(String(reflecting: authorizer)) \(request) \(String(reflecting: request))"
    dump(authorizer, to: &text)
    dump(request, to: &text)
    dump(CredentialSettings.bearer(.value(Secret(canary))), to: &text)
    #expect(!text.contains("canary"))
  }
}

extension InvalidCredential {
  fileprivate init(_ reason: Reason, _ place: String) { self.init(reason: reason, place: place) }
}
