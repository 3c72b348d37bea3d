import Crypto
import DemoAgent
import HTTPServer
import JSON
import Testing

@Suite("Push notifications") struct PushTests {
  private static func peer<Result>(
    _ dialect: Dialect, signs: Bool = false, _ body: (Peer) async throws -> Result
  ) async throws -> Result {
    var features = Features()
    (features.pushes, features.signsPushes) = (true, signs)
    var limits = PushLimits()
    limits.pause = .zero
    return try await Peer.with(dialect, features: features, pushLimits: limits, body)
  }

  /// The configuration in a dialect's words, with everything that it can say.
  private static func config(_ dialect: Dialect, _ url: String, id: String? = "c-1") -> JSONObject {
    var config: JSONObject = ["url": .string(url), "token": "t-1"]
    config["id"] = id.map(JSONValue.string)
    config["authentication"] =
      dialect.version == .v10
      ? ["scheme": "Bearer", "credentials": "secret"] : ["schemes": ["Bearer"], "credentials": "secret"]
    return config
  }

  private static func sending(_ dialect: Dialect, _ text: String, _ url: String) -> JSONObject {
    let name =
      switch dialect.words {
      case .v10: "taskPushNotificationConfig"
      case .v03: "pushNotificationConfig"
      case .v03Proto: "pushNotification"
      }
    var configuration: JSONObject = [:]
    configuration[name] = .object(config(dialect, url))
    return dialect.sending(text, configuration: configuration)
  }

  /// Whether a notification tells that the turn is over.
  private static func isLast(_ request: ServerRequest) throws -> Bool {
    let text = String(decoding: request.body, as: UTF8.self)
    return ["COMPLETED", "\"completed\"", "INPUT_REQUIRED", "\"input-required\""].contains(
      where: text.contains)
  }

  @Test("what happens is told in order and in the version's form", arguments: Dialect.allCases)
  func delivery(_ dialect: Dialect) async throws {
    let webhook = Webhook()
    try await webhook.run { url in
      try await Self.peer(dialect) { peer in
        let params = Self.sending(dialect, "2 days weather in Oslo", url)
        let id = try #require(try await peer.task(dialect.names.send, params)["id"])
        let requests = try await webhook.requests(upTo: Self.isLast)
        for request in requests {
          #expect(request.method == "POST")
          #expect(request.path == "/hook")
          #expect(request.query == "a=1")
          #expect(request.fields["X-A2A-Notification-Token"] == "t-1")
          #expect(request.fields["Authorization"] == "Bearer secret")
          #expect(
            request.fields["Content-Type"]
              == (dialect.version == .v10 ? "application/a2a+json" : "application/json"))
        }
        let bodies = try requests.map { try JSONValue(parsing: $0.body) }
        switch dialect.version {
        case .v10:
          #expect(bodies.first?["task"]?["id"] == id)
          #expect(bodies.dropFirst().allSatisfy { $0["statusUpdate"] != nil || $0["artifactUpdate"] != nil })
          #expect(bodies.count { $0["artifactUpdate"] != nil } == 4)
        case .v03:
          // Whatever the binding: the whole task, in the words of the schema.
          #expect(bodies.allSatisfy { $0["kind"] == "task" && $0["id"] == id })
          #expect(bodies.last?["artifacts"]?.array?.count == 2)
        }
      }
    }
  }

  @Test("a further turn is told of, too", arguments: [Dialect.v10, .v03])
  func turns(_ dialect: Dialect) async throws {
    let webhook = Webhook()
    try await webhook.run { url in
      try await Self.peer(dialect) { peer in
        let asked = try await peer.task(
          dialect.names.send, Self.sending(dialect, "Where is order 7?", url))
        _ = try await webhook.requests(upTo: Self.isLast)
        let follow = dialect.sending("B", ["taskId": try #require(asked["id"])])
        _ = try await peer.task(dialect.names.send, follow)
        #expect(try await webhook.requests(upTo: Self.isLast).isEmpty == false)
      }
    }
  }

  @Test(
    "a webhook that is out of order is told again, one that finds fault is not",
    arguments: [([503, 500], 3), ([429], 2), ([404], 1)])
  func retries(_ statuses: [Int], posts: Int) async throws {
    let webhook = Webhook(statuses: statuses)
    try await webhook.run { url in
      try await Self.peer(.v10) { peer in
        _ = try await peer.task("SendMessage", Self.sending(.v10, "flaky_report", url))
        var bodies: [[UInt8]] = []
        for _ in 0..<posts { bodies += await webhook.requests { _ in true }.map(\.body) }
        #expect(bodies.allSatisfy { $0 == bodies.first })
        // When it has taken that, the next is something else.
        guard posts > 1 else { return }
        #expect(await webhook.requests { _ in true }.first?.body != bodies.first)
      }
    }
  }

  @Test(
    "nothing is posted to where the client did not mean it", arguments: Dialect.allCases,
    ["https://127.0.0.1/", "http://example.com/", "ftp://localhost/", ""])
  func addresses(_ dialect: Dialect, url: String) async throws {
    try await Self.peer(dialect) { peer in
      let error = try await peer.error(dialect.names.send, Self.sending(dialect, "echo", url))
      #expect(error["code"] == -32602)
    }
  }

  @Test("notifications are signed with a published key")
  func signature() async throws {
    let webhook = Webhook()
    try await webhook.run { url in
      try await Self.peer(.v10, signs: true) { peer in
        let task = try await peer.task("SendMessage", Self.sending(.v10, "flaky_report", url))
        let request = try #require(await webhook.requests { _ in true }.first)
        let keys = try JSONValue(parsing: await peer.http("GET", "/.well-known/jwks.json").body)
        let key = try #require(keys["keys"]?.array?.first)
        #expect(key["kty"] == "EC")
        #expect(key["crv"] == "P-256")
        let token = try #require(request.fields["Authorization"]?.split(separator: " "))
        #expect(token.first == "Bearer")
        let parts = try #require(token.last).split(separator: ".").map { Self.decoded($0) }
        #expect(parts.count == 3)
        let header = try JSONValue(parsing: parts[0])
        #expect(header["alg"] == "ES256")
        #expect(header["kid"] == key["kid"])
        let claims = try JSONValue(parsing: parts[1])
        #expect(claims["taskId"] == task["id"])
        #expect(claims["iat"]?.int != nil)
        #expect(claims["jti"]?.string?.count == 36)
        let digest = SHA256.hash(data: request.body).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        #expect(claims["request_body_sha256"]?.string == digest.joined())

        let point = try ["x", "y"].flatMap { Self.decoded(try #require(key[$0]?.string)[...]) }
        let publicKey = try P256.Signing.PublicKey(rawRepresentation: point)
        let content = try #require(token.last).split(separator: ".").prefix(2).joined(separator: ".")
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: parts[2])
        #expect(publicKey.isValidSignature(signature, for: Array(content.utf8)))
      }
    }
  }

  @Test("an agent that does not sign has no keys")
  func noKeys() async throws {
    try await Self.peer(.v10) { #expect(await $0.http("GET", "/.well-known/jwks.json").status == 404) }
  }

  /// The bytes of base64url.
  private static func decoded(_ text: Substring) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    var (bytes, bits, count) = ([UInt8](), 0, 0)
    for digit in text {
      bits = (bits << 6 | (alphabet.firstIndex(of: digit) ?? 0)) & 0xFFFF
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(bits >> count & 255))
    }
    return bytes
  }
}
