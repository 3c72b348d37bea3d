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
    credential, headers: headers, for: origins, redaction: Redaction(), tokens: { _ in Purse(tokens: []) })
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
  ]

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
