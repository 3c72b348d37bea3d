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
    var keys: KeySet
    var asked: Date
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
    if let known = known.withLock({ $0[source] }),
      !afresh || now.timeIntervalSince(known.asked) < Self.keyInterval / .seconds(1)
    {
      return known.keys
    }
    let keys = try await fetchKeys(of: source)
    known.withLock { $0[source] = Known(keys: keys, asked: now) }
    return keys
  }

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
