import Crypto
import FoundationEssentials
import HTTP
import HTTPServer
import JOSE
import Synchronization

/// Checks notifications that their agent has signed: a JWT in `Authorization`, made with a key of the agent's own set
/// (RFC 7515, RFC 7517), that names the digest of the body. A notification without one rests on its token alone.
final class NotificationSignatures: Sendable {
  /// Why a signature is not believed.
  struct Failure: Error {
    let reason: String
  }

  /// How old a signature may be, and how far its clock may be ahead.
  static let maxAge = Duration.seconds(300)
  /// How often an agent's keys are asked for at the most: whoever names unknown keys must not make us ask for ever.
  static let keyInterval = Duration.seconds(60)
  /// How long keys are believed in: what the agent has withdrawn shall not count for ever.
  static let keyLife = Duration.seconds(3_600)
  private static let keyPath = "/.well-known/jwks.json"

  /// What one client trusts as an agent need not be what another does.
  private struct KeySource: Hashable {
    let agent: Origin
    let client: HTTPClient

    static func == (one: Self, other: Self) -> Bool {
      one.agent == other.agent && one.client === other.client
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(agent)
      hasher.combine(ObjectIdentifier(client))
    }
  }

  private struct Known {
    /// Nil where there have never been any.
    var keys: KeySet?
    var since: Date
    /// When they were asked for the last time, in vain or not.
    var asked: Date

    /// What there is at `time`.
    func keys(at time: Date) -> KeySet? {
      time.timeIntervalSince(since) < NotificationSignatures.keyLife / .seconds(1) ? keys : nil
    }

    /// Whether they may be asked for again.
    func mayBeAsked(at time: Date) -> Bool {
      time.timeIntervalSince(asked) >= NotificationSignatures.keyInterval / .seconds(1)
    }
  }

  private let now: @Sendable () -> Date
  private let known = Mutex<[KeySource: Known]>([:])

  /// - Parameter now: Tells the time.
  init(now: @escaping @Sendable () -> Date = { .now }) {
    self.now = now
  }

  /// - Parameters:
  ///   - agent: Where the agent of the task is, and so its keys.
  ///   - client: Connects to that agent.
  /// - Throws: ``Failure`` for a signature that is not the agent's, or not of this body, or too old.
  func check(_ request: ServerRequest, from agent: Origin, by client: HTTPClient) async throws(Failure) {
    guard let text = SignedToken.text(in: request.fields["Authorization"]) else { return }
    let token = try SignedToken(text)
    try token.checkClaims(body: request.body, now: now())
    for isSecondTry in [false, true] {
      let keys = try await keys(of: KeySource(agent: agent, client: client), afresh: isSecondTry)
      if token.isSigned(byOneOf: keys) { return }
    }
    throw Failure(reason: "its signature is not the agent's")
  }

  private func keys(of source: KeySource, afresh: Bool) async throws(Failure) -> KeySet {
    let now = now()
    let old = known.withLock { $0[source] }
    if let keys = old?.keys(at: now), !afresh { return keys }
    guard old?.mayBeAsked(at: now) ?? true else {
      guard let keys = old?.keys(at: now) else { throw Self.noKeys }
      return keys
    }
    do throws(Failure) {
      let keys = try await fetchKeys(of: source)
      known.withLock { $0[source] = Known(keys: keys, since: now, asked: now) }
      return keys
    } catch {
      known.withLock { $0[source] = Known(keys: old?.keys, since: old?.since ?? now, asked: now) }
      throw error
    }
  }

  private static let noKeys = Failure(
    reason: "the agent's keys can't be had at \(keyPath), as was found a short time ago")

  private func fetchKeys(of source: KeySource) async throws(Failure) -> KeySet {
    guard let url = try? WebURL("\(source.agent)\(Self.keyPath)") else {
      throw Failure(reason: "its agent has no keys")
    }
    do throws(FetchedKeys.Unavailable) {
      return try await FetchedKeys(at: url, by: source.client).keys
    } catch {
      throw Failure(reason: "the agent's keys can't be had at \(url)")
    }
  }
}
