import A2A
import Crypto
import Encodings
import HTTP
import HTTPServer
import Logging
import Settings
import Synchronization
import Telemetry

/// The place where agents leave word that a task has moved (A2A 1.0 §4.3.3).
///
/// Word wakes whoever waits for the task, and that is all: what the task has come to is asked of the agent itself, so
/// nobody who finds this place can make anything up. Each task has a path and a token of its own.
final class Webhook: Sendable {
  /// How many tasks may be waited for at the same time; for more, the bridge only looks.
  static let capacity = 1_024
  /// How much of a notification is taken: servers of 0.3 send the whole task with it.
  static let maxBodyBytes = 8 << 20
  /// How much of all that come at the same time. Those without the right token are not kept at all.
  static let maxHeldBytes = 64 << 20
  /// How many connections agents may have open, and how many notifications at once on each.
  static let maxConnections = 128
  static let maxStreams = 8

  fileprivate struct Place {
    let token: Secret
    let bell: Bell
    let agent: Origin
    let client: HTTPClient
  }

  private struct State {
    /// What agents are told to call, without the place; nil until somebody listens.
    var base: String?
    var places: [String: Place] = [:]
  }

  private let settings: PushSettings
  private let signatures = NotificationSignatures()
  private let logger: Logger
  private let state = Mutex(State())

  init(_ settings: PushSettings, logger: Logger) {
    self.settings = settings
    self.logger = logger
  }

  /// Listens until cancelled. Where that can't be done the log says so, and the bridge looks at tasks as if there
  /// were no webhook.
  func run() async {
    var limits = ServerLimits()
    limits.bodyBytes = Self.maxBodyBytes
    limits.heldBodyBytes = Self.maxHeldBytes
    limits.connections = Self.maxConnections
    limits.streams = Self.maxStreams
    let server = HTTPServer(host: settings.listen.host, port: settings.listen.port, limits: limits) {
      self.refusal(of: $0)
    }
    do {
      try await server.withRunning(respond: { await self.respond(to: $0) }) { port in
        let base = settings.url ?? "http://\(ListenAddress(host: settings.listen.host, port: port))"
        state.withLock { $0.base = base.hasSuffix("/") ? String(base.dropLast()) : base }
        logger.info("agents may send word of their tasks to \(base)")
        while true { try await Task.sleep(for: .seconds(3_600)) }
      }
    } catch {
      // Otherwise the bridge ends, and all is well.
      if !Task.isCancelled { logger.error("no webhook: \(error)") }
    }
    state.withLock { $0.base = nil }
  }

  /// Opens a place for one task of the agent at `agent`, which `client` connects to.
  func open(for agent: Origin, by client: HTTPClient) -> NotificationSlot? {
    let id = Self.fresh()
    let token = Secret(Self.fresh())
    let bell = Bell()
    let url = state.withLock { state -> String? in
      guard let base = state.base, state.places.count < Self.capacity else { return nil }
      state.places[id] = Place(token: token, bell: bell, agent: agent, client: client)
      return "\(base)/\(id)"
    }
    guard let url else { return nil }
    return NotificationSlot(PushConfig(url: url, token: token), bell: bell) { [weak self] in
      self?.state.withLock { _ = $0.places.removeValue(forKey: id) }
    }
  }

  /// 256 bits that nobody guesses.
  private static func fresh() -> String {
    SealingKey.randomSecret().hexadecimal
  }

  /// What is answered to a request that is no notification, before its body has come. Whoever lacks the token learns no
  /// more than that there is nothing for him.
  func refusal(of request: ServerRequest) -> ServerResponse? {
    guard request.method == "POST" else { return ServerResponse(status: 405, fields: ["Allow": "POST"]) }
    guard let place = place(of: request) else { return ServerResponse(status: 404) }
    guard place.admits(request.fields["X-A2A-Notification-Token"]) else {
      logger.warning("a notification without the right token was refused")
      return ServerResponse(status: 401)
    }
    return nil
  }

  private func place(of request: ServerRequest) -> Place? {
    let id = request.path.split(separator: "/").last.map(String.init) ?? ""
    return state.withLock { $0.places[id] }
  }

  /// Answers one notification.
  func respond(to request: ServerRequest) async -> ServerResponse {
    if let refusal = refusal(of: request) { return refusal }
    // The task may have come to its end meanwhile.
    guard let place = place(of: request) else { return ServerResponse(status: 404) }
    do throws(NotificationSignatures.Failure) {
      try await signatures.check(request, from: place.agent, by: place.client)
    } catch {
      logger.warning("a notification was refused: \(error.reason)", metadata: ["origin": "\(place.agent)"])
      return ServerResponse(status: 401)
    }
    place.bell.ring()
    return ServerResponse(status: 200)
  }
}

extension Webhook.Place {
  /// Whether `shown` is the token, found out in a time that does not tell how much of it is right.
  func admits(_ shown: String?) -> Bool {
    guard let shown else { return false }
    return token.withRevealed { ConstantTime.areEqual($0, shown) }
  }
}

/// One agent's door to the webhook.
struct AgentWebhook: NotificationBox {
  let webhook: Webhook
  let agent: Origin
  let client: HTTPClient

  func open() -> NotificationSlot? { webhook.open(for: agent, by: client) }
}
