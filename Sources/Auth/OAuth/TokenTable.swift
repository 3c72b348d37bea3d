import HTTP
import Telemetry

/// The tokens of one agent by what they are good for, and who is asking for which of them.
///
/// Of those who ask for the same token at once one is told to fetch it, and the others to wait for that one.
struct TokenTable {
  /// The most different sets of scopes that are remembered.
  static let capacity = 32
  /// For how long a failure stands in for the next one, before jitter; and for how long a token is believed in that was
  /// got because another one was refused.
  static let failureTime = Duration.seconds(5)

  enum Answer {
    case token(Secret)
    case failure(AuthorizationFailure)
    /// Somebody is fetching it.
    case wait(Flight)
    /// Fetch it, and land the flight.
    ///
    /// - refused: A token that the agent did not take: there must be another.
    case fetch(Flight, refused: Secret?)
  }

  private enum State {
    /// - known: A token that still holds.
    case fetching(Flight, known: AccessToken?)
    case token(AccessToken)
    case failed(AuthorizationFailure, until: Duration)
    /// The agent does not take the token that was here.
    case refused(Secret)
    case abandoned
  }

  private struct Entry {
    var state: State
    /// The token that this one stands in for, because it was refused.
    var refused: Secret?
    var lastUse = 0
  }

  private var entries: [ScopeSet: Entry] = [:]
  private var uses = 0

  /// What to do about a wish for a token.
  mutating func ask(_ scopes: ScopeSet, now: Duration) -> Answer {
    uses += 1
    entries[scopes]?.lastUse = uses
    switch entries[scopes]?.state {
    case .token(let token) where now < token.freshUntil: return .token(token.secret)
    case .token(let token): return fetch(scopes, known: now < token.expires ? token : nil)
    case .fetching(let flight, _): return .wait(flight)
    case .failed(let failure, let until) where now < until: return .failure(failure)
    case .refused(let secret): return fetch(scopes, refused: secret)
    case .abandoned: return fetch(scopes, refused: entries[scopes]?.refused)
    case .failed: return fetch(scopes, refused: entries[scopes]?.refused)
    case nil: return makeRoom() ? fetch(scopes) : .failure(Self.isFull)
    }
  }

  /// Takes what has become of a flight.
  ///
  /// - Parameters:
  ///   - result: The token; a failure; nil when whoever asked has left.
  ///   - chance: A number in 0..<1.
  /// - Returns: what those who wait are to be told.
  mutating func land(
    _ scopes: ScopeSet, _ result: Result<AccessToken, AuthorizationFailure>?, now: Duration, chance: Double
  ) -> Flight.Outcome {
    guard case .fetching(_, let known) = entries[scopes]?.state else { return .abandoned }
    switch result {
    case .success(let token):
      entries[scopes]?.state = .token(token)
      return .token(token.secret)
    case .failure(let failure):
      let pause = Self.failureTime * (0.75 + 0.5 * chance)
      guard var known, now < known.expires else {
        entries[scopes]?.state = .failed(failure, until: now + pause)
        return .failure(failure)
      }
      // It is early: the old one still serves.
      known.freshUntil = min(now + pause, known.expires)
      entries[scopes]?.state = .token(known)
      return .token(known.secret)
    case nil:
      entries[scopes]?.state = known.map { .token($0) } ?? .abandoned
      return .abandoned
    }
  }

  /// Hears that an agent has refused `token`.
  ///
  /// - Returns: whether the next question may bring another one.
  mutating func refused(_ token: Secret, _ scopes: ScopeSet, now: Duration) -> Bool {
    guard case .token(let current) = entries[scopes]?.state, current.secret == token else { return true }
    // One that has just replaced a refused one won't fare better for being replaced as well.
    if entries[scopes]?.refused != nil, now < current.since + Self.failureTime { return false }
    entries[scopes]?.state = .refused(token)
    return true
  }

  private mutating func fetch(
    _ scopes: ScopeSet, known: AccessToken? = nil, refused: Secret? = nil
  ) -> Answer {
    let flight = Flight()
    entries[scopes] = Entry(state: .fetching(flight, known: known), refused: refused, lastUse: uses)
    return .fetch(flight, refused: refused)
  }

  /// Forgets what was asked for the longest time ago.
  private mutating func makeRoom() -> Bool {
    guard entries.count >= Self.capacity else { return true }
    let idle = entries.filter { if case .fetching = $0.value.state { false } else { true } }
    guard let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return false }
    entries[oldest.key] = nil
    return true
  }

  static let isFull = AuthorizationFailure(
    reason:
      "tokens of more than \(capacity) different sets of scopes are being asked for at once; try again later")
}
