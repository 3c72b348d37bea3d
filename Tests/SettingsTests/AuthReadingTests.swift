import JSON
import Settings
import Telemetry
import Testing

struct AuthReadingTests {
  private static func source(_ text: String) -> SecretSource { .value(Secret(text)) }

  private static func oauth(
    _ grant: OAuthSettings.Grant = .clientCredentials,
    _ server: OAuthSettings.Server = .issuer("https://id.example/tenant"),
    _ client: OAuthSettings.ClientAuthentication = .basic(secret: source("s3cret")),
    _ change: (inout OAuthSettings) -> Void = { _ in }
  ) -> CredentialSettings {
    var settings = OAuthSettings(grant: grant, server: server, clientID: "c", clientAuthentication: client)
    change(&settings)
    return .oauth(settings)
  }

  private static let clientCredentials =
    #""type": "oauth2ClientCredentials", "issuer": "https://id.example/tenant", "clientId": "c""#
  private static let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----"

  static let cases: [(String, CredentialSettings)] = [
    (#""type": "none""#, .none),
    (#""type": "bearer", "token": "t0k3n""#, .bearer(source("t0k3n"))),
    (#""type": "apiKey", "header": "X-Key", "key": "k3y0""#, .apiKey(.header("X-Key"), key: source("k3y0"))),
    (
      #""type": "apiKey", "query": "api key", "key": "k3y0""#, .apiKey(.query("api key"), key: source("k3y0"))
    ),
    (#""type": "apiKey", "cookie": "sid", "key": "k3y0""#, .apiKey(.cookie("sid"), key: source("k3y0"))),
    (
      #""type": "basic", "username": "${USER}", "password": "p:w/d""#,
      .basic(username: "ursula", password: source("p:w/d"))
    ),
    (#"\#(clientCredentials), "clientSecret": "s3cret""#, oauth()),
    (#"\#(clientCredentials), "clientSecret": "s3cret", "clientAuth": "basic""#, oauth()),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "clientAuth": "post""#,
      oauth(.clientCredentials, .issuer("https://id.example/tenant"), .post(secret: source("s3cret")))
    ),
    (
      #"\#(clientCredentials), "privateKey": "${PEM}""#,
      oauth(
        .clientCredentials, .issuer("https://id.example/tenant"),
        .privateKeyJWT(key: source(pem), algorithm: .es256, keyID: nil))
    ),
    (
      #"\#(clientCredentials), "privateKey": {"file": "pem"}, "algorithm": "RS256", "keyId": "k1", "clientAuth": "private_key_jwt""#,
      oauth(
        .clientCredentials, .issuer("https://id.example/tenant"),
        .privateKeyJWT(key: source(pem), algorithm: .rs256, keyID: "k1"))
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "scopes": ["a:b", "c"], "skillScopes": true, "audience": "api://x", "resource": "https://r.example", "parameters": {"tenant": "acme"}"#,
      oauth {
        $0.scopes = ["a:b", "c"]
        $0.asksForSkillScopes = true
        $0.audience = "api://x"
        $0.resource = "https://r.example"
        $0.parameters = ["tenant": "acme"]
      }
    ),
    (
      #""type": "oauth2ClientCredentials", "tokenUrl": "http://127.0.0.1:9/t?x=1", "clientId": "c", "clientSecret": "s3cret""#,
      oauth(.clientCredentials, .endpoints(token: "http://127.0.0.1:9/t?x=1"))
    ),
    (
      #""type": "deviceCode", "issuer": "http://localhost:9", "clientId": "c""#,
      oauth(.deviceCode, .issuer("http://localhost:9"), .none)
    ),
    (
      #""type": "deviceCode", "tokenUrl": "https://id.example/t", "deviceAuthorizationUrl": "https://id.example/d", "clientId": "c", "clientAuth": "none""#,
      oauth(
        .deviceCode, .endpoints(token: "https://id.example/t", deviceAuthorization: "https://id.example/d"),
        .none)
    ),
    (
      #""type": "authorizationCode", "tokenUrl": "https://id.example/t", "authorizationUrl": "https://id.example/a", "clientId": "c", "redirectPort": 8765"#,
      oauth(
        .authorizationCode(redirectPort: 8_765),
        .endpoints(token: "https://id.example/t", authorization: "https://id.example/a"), .none)
    ),
    (
      #""type": "authorizationCode", "issuer": "http://[::1]:9", "clientId": "c", "clientSecret": "s3cret""#,
      oauth(.authorizationCode(redirectPort: nil), .issuer("http://[::1]:9"))
    ),
    (
      #""type": "awsSigV4", "region": "us-east-1", "service": "bedrock-agentcore", "accessKeyId": "4KIA", "secretAccessKey": "s3cret""#,
      .awsSigV4(
        AWSSettings(
          region: "us-east-1", service: "bedrock-agentcore", accessKeyID: source("4KIA"),
          secretAccessKey: source("s3cret")))
    ),
    (
      #""type": "awsSigV4", "region": "eu-1", "service": "x", "accessKeyId": "4KIA", "secretAccessKey": "s3cret", "sessionToken": {"env": "USER"}"#,
      .awsSigV4(
        AWSSettings(
          region: "eu-1", service: "x", accessKeyID: source("4KIA"), secretAccessKey: source("s3cret"),
          sessionToken: source("ursula")))
    ),
  ]

  private static func configuration(_ members: String) -> Configuration {
    var configuration = Configuration(
      agent: "\"auth\": {\(members)}", environment: ["USER": "ursula", "PEM": pem])
    configuration.files["pem"] = (pem + "\n", 0o600)
    return configuration
  }

  @Test(arguments: cases) func everyKindIsRead(_ members: String, _ expected: CredentialSettings) throws {
    let settings = try Self.configuration(members).settings()
    #expect(settings.agents.map(\.credential) == [expected])
    #expect(settings.agents.map(\.status) == [.enabled])
    #expect(settings.findings.isEmpty)
  }

  /// What is said after `agents[0].auth`.
  static let badCases: [(String, String)] = [
    (
      #""type": "apiKey", "header": "X", "query": "k", "key": "k3y0""#,
      #" must have only one of "header", "query" and "cookie""#
    ),
    (
      #""type": "apiKey", "query": "", "key": "k3y0""#,
      ".query must be the name of a parameter, without =, & and control characters"
    ),
    (
      #""type": "apiKey", "query": "key=canary", "key": "k3y0""#,
      ".query must be the name of a parameter, without =, & and control characters"
    ),
    (
      #""type": "apiKey", "header": "X-Api-Key: canary", "key": "k3y0""#,
      ".header must be the name of a header (letters, digits and - _ .)"
    ),
    (
      #""type": "apiKey", "cookie": "session=canary", "key": "k3y0""#,
      ".cookie must be the name of a cookie (letters, digits and - _ .)"
    ),
    (
      #""type": "apiKey", "cookie": "a;b", "key": "k3y0""#,
      #".cookie must be the name of a cookie (letters, digits and - _ .)"#
    ),
    (#""type": "basic", "password": "p4ss""#, ".username is missing"),
    (#""type": "basic", "username": "u""#, ".password is missing"),
    (
      #""type": "basic", "username": "u:v", "password": "p4ss""#,
      #".username must be a user name, without colons and control characters"#
    ),
    (
      #""type": "awsSigV4", "service": "s", "accessKeyId": "4KIA", "secretAccessKey": "s3cret""#,
      ".region is missing"
    ),
    (
      #""type": "awsSigV4", "region": "a:b", "service": "s", "accessKeyId": "4KIA", "secretAccessKey": "s3cret""#,
      #".region must be 1 to 64 of the characters a-z, 0-9 and -, such as "us-east-1""#
    ),
    (
      #""type": "awsSigV4", "region": "a", "service": "s", "accessKeyId": "4KIA""#,
      ".secretAccessKey is missing"
    ),
    (
      #"\#(clientCredentials)"#,
      #".clientSecret is missing: a client that acts for itself has that or a "privateKey""#
    ),
    (
      #"\#(clientCredentials), "clientAuth": "none""#,
      #".clientAuth can't be "none": a client that acts for itself has a "clientSecret" or a "privateKey""#
    ),
    (
      #"\#(clientCredentials), "clientAuth": "none", "clientSecret": "s3cret""#,
      #".clientAuth can't be "none": a client that acts for itself has a "clientSecret" or a "privateKey""#
    ),
    (#"\#(clientCredentials), "clientAuth": "post""#, ".clientSecret is missing"),
    (#"\#(clientCredentials), "clientAuth": "private_key_jwt""#, ".privateKey is missing"),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "clientAuth": "${USER}""#,
      #".clientAuth must be "none", "basic", "post" or "private_key_jwt"; found "${USER}""#
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "privateKey": "k3y0""#,
      #" has both "clientSecret" and "privateKey"; keep one of them"#
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "privateKey": "k3y0", "clientAuth": "post""#,
      #".privateKey is of no use with the "clientAuth" "post""#
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "privateKey": "k3y0", "clientAuth": "private_key_jwt""#,
      #".clientSecret is of no use with the "clientAuth" "private_key_jwt""#
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "keyId": "k""#,
      #".keyId is of no use with the "clientAuth" "basic""#
    ),
    (
      #""type": "deviceCode", "issuer": "https://id.example", "clientId": "c", "algorithm": "ES256""#,
      #".algorithm is of no use with the "clientAuth" "none""#
    ),
    (
      #"\#(clientCredentials), "privateKey": "k3y0", "algorithm": "HS256""#,
      #".algorithm must be "ES256" or "RS256"; found "HS256""#
    ),
    (#""type": "deviceCode", "issuer": "https://id.example""#, ".clientId is missing"),
    (
      #""type": "deviceCode", "clientId": "c""#,
      #".issuer is missing: name the authorization server, or its "tokenUrl""#
    ),
    (
      #""type": "deviceCode", "clientId": "c", "issuer": "https://a.b", "tokenUrl": "https://a.b/t""#,
      #" has both "issuer" and "tokenUrl"; keep one of them"#
    ),
    (
      #""type": "deviceCode", "clientId": "c", "tokenUrl": "https://a.b/t""#,
      ".deviceAuthorizationUrl is missing"
    ),
    (
      #""type": "authorizationCode", "clientId": "c", "tokenUrl": "https://a.b/t""#,
      ".authorizationUrl is missing"
    ),
    (
      #""type": "deviceCode", "clientId": "c", "issuer": "https://a.b", "deviceAuthorizationUrl": "https://a.b/t""#,
      #".deviceAuthorizationUrl goes with "tokenUrl"; the issuer says its addresses itself"#
    ),
    (
      #""type": "deviceCode", "clientId": "c", "issuer": "https://a.b/?x""#, #".issuer must not hold a "?""#
    ),
    (
      #""type": "deviceCode", "clientId": "c", "issuer": "https://a.b/#x""#, ##".issuer must not hold a "#""##
    ),
    (
      #""type": "deviceCode", "clientId": "c", "issuer": "https://u:p@a.b/""#,
      #".issuer must not hold a user name or password; use "clientId" and "clientSecret""#
    ),
    (
      #""type": "authorizationCode", "clientId": "c", "issuer": "https://a.b", "redirectPort": 0"#,
      ".redirectPort must be a whole number from 1 to 65535; found 0"
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "scopes": ["a b"]"#,
      #".scopes[0] must be a scope, without spaces and quotes"#
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "resource": "https://a.b/#x""#,
      ".resource must be an absolute URI without a fragment"
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "audience": """#,
      ".audience must be 1 to 1024 bytes without control characters"
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "parameters": {"grant_type": "password"}"#,
      ".parameters.grant_type is one that the bridge writes itself"
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "parameters": {"x": 1}"#,
      ".parameters.x must be a string; found a number"
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "parameters": {"x": "tab\there-canary"}"#,
      ".parameters.x must be 1 to 1024 bytes without control characters"
    ),
    (
      #"\#(clientCredentials), "clientSecret": "s3cret", "parameters": {"x=canary": "y"}"#,
      ".parameters must be the name of a parameter"
    ),
  ]

  @Test(arguments: badCases) func everyMistakeIsNamed(_ members: String, _ expected: String) throws {
    let lines = Self.configuration(members).problems()
    #expect(
      lines.map { $0.drop { $0 != " " }.dropFirst().replacing("a key of agents", with: "agents") }
        == ["agents[0].auth\(expected)"])
    #expect(!lines.joined().contains("canary"))
  }

  /// Where tokens are asked for is https, or this very machine.
  @Test(arguments: [
    ("https://id.example", true), ("http://localhost", true), ("http://LOCALHOST:80/x", true),
    ("http://127.3.2.1:80", true), ("http://[::1]", true), ("http://id.example", false),
    ("http://127.0.0.1.evil.example", false), ("http://127.1", false),
    ("http://localhost.evil.example", false),
    ("http://[::2]", false), ("http://10.0.0.1", false), ("http://256.0.0.1", false),
    ("http://127.0.0.256", false),
    ("http://localhost\\@evil.example", false), ("HTTP://id.example", false),
  ]) func anAuthorizationServerIsSpokenWithInPrivate(_ url: String, _ isTaken: Bool) {
    let escaped = url.replacing("\\", with: "\\\\")
    for key in ["issuer", "tokenUrl"] {
      let members =
        #""type": "oauth2ClientCredentials", "\#(key)": "\#(escaped)", "clientId": "c", "clientSecret": "s3cret""#
      #expect(Self.configuration(members).problems().isEmpty == isTaken)
    }
  }

  /// Each kind refuses the keys of the others.
  @Test(arguments: [
    ("none", "token"), ("bearer", "key"), ("bearer", "header"), ("apiKey", "token"), ("apiKey", "clientId"),
    ("basic", "token"), ("oauth2ClientCredentials", "authorizationUrl"),
    ("oauth2ClientCredentials", "redirectPort"),
    ("deviceCode", "authorizationUrl"), ("authorizationCode", "deviceAuthorizationUrl"),
    ("awsSigV4", "token"),
    ("deviceCode", "password"),
  ]) func eachKindKnowsItsOwnKeysOnly(_ type: String, _ key: String) {
    let lines = Self.configuration(#""type": "\#(type)", "\#(key)": "x""#).problems()
    #expect(lines.contains { $0.contains(#"unknown key "\#(key)" in agents[0].auth"#) })
  }

  /// Everything that is missing on this machine is said at once.
  @Test func allThatIsMissingIsSaid() throws {
    let members =
      #""type": "awsSigV4", "region": "${R}", "service": "s", "accessKeyId": "${A}", "secretAccessKey": "${B}""#
    #expect(
      try Self.configuration(members).agent().reason
        == "agents[0].auth.region: the environment variable R is not set; "
        + "agents[0].auth.accessKeyId: the environment variable A is not set; "
        + "agents[0].auth.secretAccessKey: the environment variable B is not set")
  }

  /// Logs write the lines of a key one by one.
  @Test func aKeyIsKeptOutOfTheLogsLineByLine() throws {
    let configuration = Self.configuration(#"\#(Self.clientCredentials), "privateKey": {"file": "pem"}"#)
    _ = try configuration.settings()
    #expect(configuration.redaction.redacting(Self.pem) == Secret.mark)
    #expect(configuration.redaction.redacting("x MC4CAQAwBQYDK2VwBCIEIA y") == "x (secret) y")
    #expect(configuration.redaction.redacting("-----BEGIN PRIVATE KEY-----") == "-----BEGIN PRIVATE KEY-----")
  }

  @Test func aParameterNamedLikeASecretIsKeptOutOfTheLogs() throws {
    let members = #"\#(Self.clientCredentials), "clientSecret": "s3cret", "parameters": {"api_key": "p4ram"}"#
    let configuration = Self.configuration(members)
    _ = try configuration.settings()
    #expect(configuration.redaction.redacting("p4ram") == Secret.mark)
  }

  /// A parameter whose name, or whose form, says that it is a secret is read as one.
  @Test func aParameterMayBeASecret() throws {
    let members = """
      \(Self.clientCredentials), "clientSecret": "s3cret", "parameters": {"accessToken": {"command": ["p"]},
      "tenant": {"env": "USER"}, "pin_code": "p1n0", "region": "${USER}", "key_hint": "open"}
      """
    var configuration = Self.configuration(members)
    configuration.permissions = 0o644
    let settings = try configuration.settings()
    guard case .oauth(let oauth) = settings.agents[0].credential else {
      Issue.record("no OAuth")
      return
    }
    #expect(oauth.parameters == ["region": "ursula", "key_hint": "open"])
    #expect(
      oauth.secretParameters == [
        "accessToken": .command(SecretCommand(arguments: ["p"])), "tenant": Self.source("ursula"),
        "pin_code": Self.source("p1n0"),
      ])
    #expect(configuration.redaction.redacting("ursula p1n0 open") == "(secret) (secret) open")
    #expect(
      settings.findings.map(\.text).filter { $0.contains("pin_code is written out in a file") }.count == 1)
    #expect(
      settings.shown["agents"]?.array?[0]["auth"]?["parameters"]
        == [
          "accessToken": ["command": ["p"], "ttl": nil], "key_hint": "open", "pin_code": "(secret)",
          "region": "(secret)", "tenant": "(secret)",
        ])
  }

  /// A user grants all scopes at once.
  @Test(arguments: ["deviceCode", "authorizationCode"]) func aUserGrantsNoScopesOfSkills(_ type: String) {
    let lines = Self.configuration(
      #""type": "\#(type)", "issuer": "https://a.b", "clientId": "c", "skillScopes": true"#
    ).problems()
    #expect(lines.count == 1)
    #expect(
      lines.first?.hasSuffix(
        #"unknown key "skillScopes" in agents[0].auth; it belongs to the "type" "oauth2ClientCredentials""#)
        == true)
  }

  /// Agents and proxies can say them back.
  @Test func secretsInAddressesAreKeptOutOfTheLogs() throws {
    let text = """
      {"agents": [{"url": "https://a.example/x?code=c0de&v=2024-05-01&x=abc123def456ghi"}, {"url": "https://b.example",
        "auth": {"type": "deviceCode", "clientId": "c", "tokenUrl": "https://c.example/?sig=s1g%2Fn",
        "deviceAuthorizationUrl": "https://d.example/?api_key=k3y0"}}], "push": {"listen": "127.0.0.1:80",
        "url": "https://e.example/?token=t0k3n"}}
      """
    let configuration = Configuration(
      text,
      environment: [
        "HTTPS_PROXY": "http://ann:pr%30xy@proxy.example:8080", "no_proxy": "x:y@z",
        "all_proxy": "an0n@proxy",
      ])
    _ = try configuration.settings()
    for secret in [
      "c0de", "abc123def456ghi", "s1g%2Fn", "s1g/n", "k3y0", "t0k3n", "pr0xy", "pr%30xy", "an0n",
    ] {
      #expect(configuration.redaction.redacting("<\(secret)>") == "<(secret)>", "\(secret)")
    }
    #expect(
      configuration.redaction.redacting("2024-05-01 x:y proxy.example") == "2024-05-01 x:y proxy.example")
  }

  @Test func listsAreBounded() {
    let scopes = (0...OAuthSettings.maximumEntries).map { "\"s\($0)\"" }.joined(separator: ",")
    let parameters = (0...OAuthSettings.maximumEntries).map { "\"p\($0)\": \"v\"" }.joined(separator: ",")
    for (members, name) in [
      ("\"scopes\": [\(scopes)]", "scopes"), ("\"parameters\": {\(parameters)}", "parameters"),
    ] {
      let lines = Self.configuration(#"\#(Self.clientCredentials), "clientSecret": "s3cret", \#(members)"#)
        .problems()
      #expect(lines.count == 1)
      #expect(lines.first?.hasSuffix("agents[0].auth.\(name) has 33 entries; at most 32 are allowed") == true)
    }
  }
}
