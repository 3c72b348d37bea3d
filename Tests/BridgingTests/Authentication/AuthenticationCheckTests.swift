import A2A
import HTTP
import JSON
import Settings
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// What a card wants beside what is configured.
@Suite struct AuthenticationCheckTests {
  private static let secret = SecretSource.value(Secret("s3cret-value"))

  static let schemes: JSONValue = [
    "bearer": ["httpAuthSecurityScheme": ["scheme": "Bearer"]],
    "basic": ["type": "http", "scheme": "basic"],
    "digest": ["type": "http", "scheme": "Digest"],
    "key": ["apiKeySecurityScheme": ["location": "header", "name": "X-Key"]],
    "query": ["type": "apiKey", "in": "query", "name": "k"],
    "cookie": ["type": "apiKey", "in": "cookie", "name": "c"],
    "aws": ["type": "apiKey", "in": "header", "name": "Authorization"],
    "corp": ["oauth2SecurityScheme": ["flows": ["clientCredentials": ["scopes": ["a": "A"]]]]],
    "oidc": ["openIdConnectSecurityScheme": ["openIdConnectUrl": "https://id.example"]],
    "client": ["mtlsSecurityScheme": [:]],
    "odd": ["type": "sealingWax"],
  ]

  static let oauth = CredentialSettings.oauth(
    OAuthSettings(grant: .clientCredentials, server: .issuer("https://id.example"), clientID: "bridge"))
  static let signature = CredentialSettings.awsSigV4(
    AWSSettings(region: "r", service: "s", accessKeyID: secret, secretAccessKey: secret))
  static let credentials: [CredentialSettings] = [
    .none, .bearer(secret), .basic(username: "u", password: secret), .apiKey(.header("x-key"), key: secret),
    .apiKey(.query("k"), key: secret), .apiKey(.cookie("c"), key: secret), oauth, signature,
  ]

  /// Each scheme, and which of ``credentials`` meet it.
  static let table: [(String, [Bool])] = [
    ("bearer", [false, true, false, false, false, false, true, true]),
    ("basic", [false, false, true, false, false, false, false, true]),
    ("digest", [false, false, false, false, false, false, false, true]),
    ("key", [false, false, false, true, false, false, false, false]),
    ("query", [false, false, false, false, true, false, false, false]),
    ("cookie", [false, false, false, false, false, true, false, false]),
    ("aws", [false, true, true, false, false, false, true, true]),
    ("corp", [false, true, false, false, false, false, true, true]),
    ("oidc", [false, true, false, false, false, false, true, true]),
    ("client", [false, false, false, false, false, false, false, false]),
    ("odd", [false, true, true, true, true, true, true, true]),
    ("unheard-of", [false, true, true, true, true, true, true, true]),
  ]

  private static func card(_ wishes: JSONValue?, schemes: JSONValue = schemes) throws -> AgentCard {
    var card: JSONObject = ["name": "A", "url": "https://a.example", "securitySchemes": schemes]
    card["security"] = wishes
    return try AgentCard(wire: .object(card))
  }

  private static func check(
    _ wishes: JSONValue?, _ credential: CredentialSettings = .none, headers: [String] = [],
    certificate: Bool = false, schemes: JSONValue = schemes
  ) throws -> AuthenticationCheck {
    var settings = AgentSettings(url: "https://a.example")
    settings.credential = credential
    settings.headers = headers.map { HeaderSettings(name: $0, value: secret) }
    settings.tls.certificate = certificate ? "/cert.pem" : nil
    return AuthenticationCheck(settings, try card(wishes, schemes: schemes))
  }

  @Test(arguments: table) func isMetOrNot(_ scheme: String, _ met: [Bool]) throws {
    for (credential, isMet) in zip(Self.credentials, met) {
      let check = try Self.check([[.init(scheme): []]], credential)
      #expect(check.isSatisfied == isMet, "\(scheme) by \(credential)")
      #expect(check.sentence?.contains("s3cret") == false)
    }
  }

  @Test(arguments: [
    ("bearer", ["Authorization"], true), ("basic", ["authorization"], true),
    ("digest", ["Authorization"], true),
    ("key", ["X-KEY"], true), ("key", ["X-Other"], false), ("cookie", ["Cookie"], true),
    ("query", ["k"], false),
    ("corp", ["Authorization"], true), ("odd", ["X-Any"], true), ("client", ["X-Any"], false),
  ]) func headersMeetItToo(_ scheme: String, _ headers: [String], _ isMet: Bool) throws {
    #expect(try Self.check([[.init(scheme): []]], headers: headers).isSatisfied == isMet)
  }

  @Test func aCertificateMeetsIt() throws {
    #expect(try Self.check([["client": []]], certificate: true).isSatisfied)
    #expect(try !Self.check([["client": [], "corp": []]], certificate: true).isSatisfied)
    #expect(try Self.check([["client": [], "corp": []]], Self.oauth, certificate: true).isSatisfied)
  }

  /// What is wanted, what is configured, and what is said.
  static let sentences: [(JSONValue?, CredentialSettings, Bool, String?)] = [
    (
      [["key": [], "corp": ["a"]]], .bearer(secret), false,
      "the card wants \"key\" (apiKey in header X-Key) together with \"corp\" (oauth2); configured: a bearer token"
    ),
    (
      [["bearer": []], ["basic": []]], .none, false,
      "the card wants \"bearer\" (http bearer) or \"basic\" (http basic); no credentials are configured"
    ),
    (
      [["key": []]], .apiKey(.header("X-Api-Key"), key: secret), false,
      "the card wants the key in the header \"X-Key\", but \"auth\" puts it in the header X-Api-Key"
    ),
    (
      [["query": []]], .apiKey(.header("k"), key: secret), false,
      "the card wants the key in the query parameter \"k\", but \"auth\" puts it in the header k"
    ),
    (
      [["cookie": []]], .apiKey(.query("c"), key: secret), false,
      "the card wants the key in the cookie \"c\", but \"auth\" puts it in the query parameter c"
    ),
    (
      [["BEARER": []]], .bearer(secret), true,
      "the card wants \"bearer\" (http bearer); configured: a bearer token"
    ),
    ([["lost": []]], .none, false, "the card wants \"lost\" (unknown); no credentials are configured"),
    // Nobody need prove anything.
    ([["bearer": []], [:]], .none, true, nil), ([[:]], .bearer(secret), true, nil),
  ]

  @Test(arguments: sentences)
  func saysWhatIsMissing(
    _ wishes: JSONValue?, _ credential: CredentialSettings, _ isSatisfied: Bool, _ sentence: String?
  ) throws {
    let check = try Self.check(wishes, credential)
    #expect(check.isSatisfied == isSatisfied)
    #expect(check.sentence == sentence)
  }

  /// A card that names schemes and wants none of them in particular.
  @Test func anyOfItsSchemesWillDo() throws {
    let schemes: JSONValue = ["a": ["type": "http"], "b": ["type": "http", "scheme": "basic"]]
    #expect(try Self.check(nil, .basic(username: "u", password: Self.secret), schemes: schemes).isSatisfied)
    let check = try Self.check([], .none, schemes: schemes)
    #expect(!check.isSatisfied)
    #expect(
      check.sentence
        == "the card wants \"a\" (http bearer) or \"b\" (http basic); no credentials are configured")
    #expect(try Self.check(nil, .none, schemes: [:]) == Self.check(nil, .bearer(Self.secret), schemes: [:]))
  }

  /// The card's words are somebody else's.
  @Test func namesAreCleaned() throws {
    let schemes: JSONValue = [
      "a\u{1B}[31m\nb": ["type": "apiKey", "in": "header", "name": "\u{202E}X\r\nY"]
    ]
    for credential in [.none, .apiKey(.header("X"), key: Self.secret)] as [CredentialSettings] {
      let sentence = try #require(try Self.check(nil, credential, schemes: schemes).sentence)
      #expect(sentence.unicodeScalars.allSatisfy { !$0.isUnsafeInText })
      #expect(sentence.contains("X Y"))
    }
  }

  @Test func manyWishesAreCut() throws {
    let wishes = JSONValue.array((0..<100).map { ["s\($0)": []] })
    let sentence = try #require(try Self.check(wishes).sentence)
    #expect(sentence.contains("\"s7\""))
    #expect(!sentence.contains("\"s8\""))
  }
}
