import A2A
import Crypto
import CryptoExtras
import Encodings
import FoundationEssentials
import HTTP
import HTTPServer
import JSON
import Settings
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// Who may wake a waiting call, and who may not.
@Suite struct WebhookTests {
  private static let client = HTTPClient()

  private static func webhook(_ listen: String = "127.0.0.1") -> Webhook {
    Webhook(
      PushSettings(listen: ListenAddress(host: listen, port: 0), url: "https://hooks.example/a/"),
      logger: CollectingLog().logger)
  }

  /// A webhook that listens as long as `body` runs.
  private static func running(_ body: (Webhook, NotificationSlot) async throws -> Void) async throws {
    let webhook = webhook()
    let agent = try WebURL("http://127.0.0.1:1").origin
    #expect(webhook.open(for: agent, by: Self.client) == nil)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await webhook.run() }
      var slot = webhook.open(for: agent, by: Self.client)
      while slot == nil {
        await Task.yield()
        slot = webhook.open(for: agent, by: Self.client)
      }
      try await body(webhook, try #require(slot))
      group.cancelAll()
    }
  }

  private static func post(_ slot: NotificationSlot, token: String?, body: String = "{}") -> ServerRequest {
    let path = slot.config.url.dropFirst("https://hooks.example".count)
    var request = ServerRequest(method: "POST", target: String(path), body: Array(body.utf8))
    request.fields["X-A2A-Notification-Token"] = token
    return request
  }

  private static func token(of slot: NotificationSlot) -> String {
    slot.config.token?.withRevealed { $0 } ?? ""
  }

  @Test func wakesWithTheRightTokenOnly() async throws {
    try await Self.running { webhook, slot in
      #expect(slot.config.url.hasPrefix("https://hooks.example/a/"))
      let token = Self.token(of: slot)
      #expect(token.count == 64)
      for wrong in [nil, "", "x", String(token.dropLast()), token + "0"] as [String?] {
        #expect(await webhook.respond(to: Self.post(slot, token: wrong)).status == 401)
      }
      #expect(await webhook.respond(to: Self.post(slot, token: token)).status == 200)
      var get = Self.post(slot, token: token)
      get.method = "GET"
      #expect(await webhook.respond(to: get).status == 405)
      var elsewhere = Self.post(slot, token: token)
      elsewhere.path = "/a/ffff"
      #expect(await webhook.respond(to: elsewhere).status == 404)
    }
  }

  /// Strangers are answered by what comes before the body, which may be of any size then.
  @Test(arguments: [
    ("POST", "", nil as String?, 401), ("POST", "x", "right", 404), ("GET", "", "right", 405),
  ])
  func refusesBeforeTheBody(_ method: String, _ suffix: String, _ token: String?, _ status: Int) async throws
  {
    let webhook = Webhook(
      PushSettings(listen: ListenAddress(host: "127.0.0.1", port: 0)), logger: CollectingLog().logger)
    let agent = try WebURL("http://127.0.0.1:1").origin
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await webhook.run() }
      var slot = webhook.open(for: agent, by: Self.client)
      while slot == nil {
        await Task.yield()
        slot = webhook.open(for: agent, by: Self.client)
      }
      let open = try #require(slot)
      var request = HTTPRequest(
        method: method == "GET" ? .get : .post, url: try WebURL(open.config.url + suffix))
      // One that is taken would be refused for its size, with 413.
      request.body = [UInt8](repeating: 0, count: Webhook.maxBodyBytes + 1)
      request.fields["X-A2A-Notification-Token"] = token.map { _ in Self.token(of: open) }
      #expect(try await Self.client.response(to: request).head.status == status)
      request.body = Array("{}".utf8)
      request.method = .post
      request.url = try WebURL(open.config.url)
      request.fields["X-A2A-Notification-Token"] = Self.token(of: open)
      #expect(try await Self.client.response(to: request).head.status == 200)
      group.cancelAll()
    }
  }

  @Test func eachTaskHasATokenOfItsOwnAndAPlaceForItsTime() async throws {
    try await Self.running { webhook, slot in
      var other = webhook.open(for: try WebURL("http://127.0.0.1:2").origin, by: Self.client)
      let request = Self.post(try #require(other), token: other.map { Self.token(of: $0) })
      #expect(other?.config.url != slot.config.url)
      #expect(
        await webhook.respond(to: Self.post(slot, token: other.map { Self.token(of: $0) })).status == 401)
      #expect(await webhook.respond(to: request).status == 200)
      other = nil
      #expect(await webhook.respond(to: request).status == 404)
    }
  }

  @Test func hasNoMorePlacesThanItSays() async throws {
    try await Self.running { webhook, slot in
      let agent = try WebURL("http://127.0.0.1:2").origin
      var slots = [slot]
      while let next = webhook.open(for: agent, by: Self.client) { slots.append(next) }
      // The waiting for the first one may have opened others, which are gone again.
      #expect(slots.count == Webhook.capacity)
    }
  }

  @Test func saysWhenItCannotListen() async throws {
    let log = CollectingLog()
    let webhook = Webhook(
      PushSettings(listen: ListenAddress(host: "203.0.113.1", port: 9)),
      logger: log.logger)
    await webhook.run()
    #expect(webhook.open(for: try WebURL("http://127.0.0.1:1").origin, by: Self.client) == nil)
    #expect(log.lines.contains { $0.contains("no webhook") })
  }

  private static let key = P256.Signing.PrivateKey()
  private static let now = Date(timeIntervalSince1970: 1_800_000_000)

  private static func encoded(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
      "=", with: "")
  }

  private static func jwt(
    body: String = "{}", algorithm: String = "ES256", age: Double = 0, digest: Bool = true,
    by key: P256.Signing.PrivateKey = key
  ) throws -> String {
    var claims: JSONObject = ["iat": .number(JSONNumber(Int(now.timeIntervalSince1970 - age)))]
    if digest {
      claims["request_body_sha256"] = .string(SHA256.hash(data: Array(body.utf8)).hexadecimal)
    }
    let header = encoded(JSONValue.object(["alg": .string(algorithm), "kid": "k"]).serialized())
    let signed = "\(header).\(encoded(JSONValue.object(claims).serialized()))"
    let signature = try key.signature(for: Array(signed.utf8)).rawRepresentation
    return "\(signed).\(encoded(signature))"
  }

  private static var keySet: String {
    let raw = Array(key.publicKey.rawRepresentation)
    return
      #"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"EC","crv":"P-256","kid":"k","x":"\#(encoded(raw.prefix(32)))","y":"\#(encoded(raw.suffix(32)))"}]}"#
  }

  @Test(arguments: [
    ("nothing", nil as String?), ("another kind of credentials", "Basic abc"),
    ("an opaque token", "Bearer abc"),
  ]) func aNotificationWithoutASignatureRestsOnItsToken(_ name: String, _ field: String?) async throws {
    let signatures = NotificationSignatures()
    var request = ServerRequest(method: "POST", target: "/", body: Array("{}".utf8))
    request.fields["Authorization"] = field
    try await signatures.check(request, from: try WebURL("http://127.0.0.1:1").origin, by: Self.client)
  }

  @Test func believesASignatureOfTheAgentOnly() async throws {
    let tokens: [(String, Bool)] = [
      (try Self.jwt(), true), (try Self.jwt(body: "[]"), false), (try Self.jwt(age: 301), false),
      (try Self.jwt(age: -301), false), (try Self.jwt(age: 299), true), (try Self.jwt(digest: false), false),
      (try Self.jwt(algorithm: "none"), false), (try Self.jwt(algorithm: "HS256"), false),
      (try Self.jwt(by: P256.Signing.PrivateKey()), false), ("a.b.c", false), ("..", false),
    ]
    let response =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(Self.keySet.utf8.count)\r\n\r\n"
      + Self.keySet
    try await ScriptedServer.replying(response) { server in
      let signatures = NotificationSignatures(now: { Self.now })
      let origin = try WebURL(server.url).origin
      for (token, isGood) in tokens {
        var request = ServerRequest(method: "POST", target: "/", body: Array("{}".utf8))
        request.fields["Authorization"] = "Bearer \(token)"
        let result = await Result { try await signatures.check(request, from: origin, by: Self.client) }
        #expect(((try? result.get()) != nil) == isGood, "\(token)")
      }
      // Keys are asked for once a minute, whatever is shown.
      #expect(server.log.requests.map(\.target) == ["/.well-known/jwks.json"])
    }
  }

  /// As agents sign whose keys are of RSA, by the name of the key.
  @Test(arguments: [
    ("RS256", "k", true), ("PS256", "k", true), ("RS256", "other", false), ("RS512", "k", false),
  ])
  func believesSignaturesOfRSA(_ algorithm: String, _ id: String, _ isGood: Bool) async throws {
    let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    let numbers = try key.publicKey.getKeyPrimitives()
    let set: JSONValue = [
      "keys": [
        [
          "kty": "RSA", "kid": "k", "n": .string(Self.encoded(numbers.modulus)),
          "e": .string(Self.encoded(numbers.publicExponent)),
        ]
      ]
    ]
    let claims: JSONValue = [
      "iat": .number(JSONNumber(Int(Self.now.timeIntervalSince1970))),
      "request_body_sha256": .string(SHA256.hash(data: Array("{}".utf8)).hexadecimal),
    ]
    let header: JSONValue = ["alg": .string(algorithm), "kid": .string(id)]
    let signed = "\(Self.encoded(header.serialized())).\(Self.encoded(claims.serialized()))"
    // RS512's name over a digest of SHA-256 is a lie.
    let signature = try key.signature(
      for: SHA256.hash(data: Array(signed.utf8)), padding: algorithm == "PS256" ? .PSS : .insecurePKCS1v1_5)
    let body = set.text
    let response = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    try await ScriptedServer.replying(response) { server in
      let signatures = NotificationSignatures(now: { Self.now })
      var request = ServerRequest(method: "POST", target: "/", body: Array("{}".utf8))
      request.fields["Authorization"] = "Bearer \(signed).\(Self.encoded(signature.rawRepresentation))"
      let origin = try WebURL(server.url).origin
      let result = await Result { try await signatures.check(request, from: origin, by: Self.client) }
      #expect(((try? result.get()) != nil) == isGood)
    }
  }

  /// What is asked for in vain is asked for once a minute as well, and what was found again after an hour.
  @Test(arguments: [
    (404, [0, 59], 1), (404, [0, 60], 2), (404, [0, 30, 59, 61, 90], 2), (200, [0, 3_599], 1),
    (200, [0, 3_600], 2),
  ]) func keysAreAskedForNowAndThen(_ status: Int, _ times: [Int], _ requests: Int) async throws {
    let body = status == 200 ? Self.keySet : ""
    let response = "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    try await ScriptedServer.replying(response) { server in
      let time = Mutex(Self.now)
      let signatures = NotificationSignatures(now: { time.withLock { $0 } })
      let origin = try WebURL(server.url).origin
      for seconds in times {
        time.withLock { $0 = Self.now + Double(seconds) }
        var request = ServerRequest(method: "POST", target: "/", body: Array("{}".utf8))
        request.fields["Authorization"] = "Bearer \(try Self.jwt(age: Double(-seconds)))"
        let result = await Result { try await signatures.check(request, from: origin, by: Self.client) }
        #expect(((try? result.get()) != nil) == (status == 200))
      }
      #expect(server.log.requests.count == requests)
    }
  }

  @Test func withoutTheAgentsKeysNoSignatureIsBelieved() async throws {
    var request = ServerRequest(method: "POST", target: "/", body: Array("{}".utf8))
    request.fields["Authorization"] = "Bearer \(try Self.jwt())"
    let signatures = NotificationSignatures(now: { Self.now })
    let nobody = try WebURL("http://127.0.0.1:1").origin
    await #expect(throws: NotificationSignatures.Failure.self) {
      try await signatures.check(request, from: nobody, by: Self.client)
    }
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
