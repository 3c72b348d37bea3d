import HTTP
import Storage
import Telemetry

/// The tokens of one agent by what they are good for, and who is asking for which of them.
///
/// Of those who ask for the same token at once one is told to fetch it, and the others to wait for that one. Nobody waits
/// as long as there is one that still holds.
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
    /// - known: One that still holds, to be used meanwhile.
    case fetch(Flight, refused: Secret?, known: Secret?)
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
    /// The file that what is known is from; see ``AccessToken/source``.
    var source: FileStamp?
    var lastUse = 0
  }

  private var entries: [ScopeSet: Entry] = [:]
  private var uses = 0

  /// What to do about a wish for a token.
  ///
  /// - Parameter source: The file that tokens are from, as it is now. Where it is not what it was, the user has signed
  ///   in or out, or another process has renewed the token: nothing that was known before holds.
  mutating func ask(_ scopes: ScopeSet, source: FileStamp? = nil, now: Duration) -> Answer {
    uses += 1
    forget(scopes, unlessFrom: source)
    entries[scopes]?.lastUse = uses
    switch entries[scopes]?.state {
    case .token(let token) where now < token.freshUntil: return .token(token.secret)
    case .token(let token): return fetch(scopes, source, known: now < token.expires ? token : nil)
    case .fetching(_, let known?) where now < known.expires && entries[scopes]?.source == source:
      return .token(known.secret)
    case .fetching(let flight, _): return .wait(flight)
    case .failed(let failure, let until) where now < until: return .failure(failure)
    case .refused(let secret): return fetch(scopes, source, refused: secret)
    case .abandoned: return fetch(scopes, source, refused: entries[scopes]?.refused)
    case .failed: return fetch(scopes, source, refused: entries[scopes]?.refused)
    case nil: return makeRoom() ? fetch(scopes, source) : .failure(Self.isFull)
    }
  }

  private mutating func forget(_ scopes: ScopeSet, unlessFrom source: FileStamp?) {
    guard let entry = entries[scopes], entry.source != source else { return }
    if case .fetching = entry.state { return }
    entries[scopes] = nil
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
      entries[scopes]?.source = token.source
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
      entries[scopes]?.source = known.source
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
    if case .fetching(let flight, let known?) = entries[scopes]?.state, known.secret == token {
      entries[scopes]?.state = .fetching(flight, known: nil)
      entries[scopes]?.refused = token
      return true
    }
    guard case .token(let current) = entries[scopes]?.state, current.secret == token else { return true }
    // One that has just replaced a refused one won't fare better for being replaced as well.
    if entries[scopes]?.refused != nil, now < current.since + Self.failureTime { return false }
    entries[scopes]?.state = .refused(token)
    return true
  }

  private mutating func fetch(
    _ scopes: ScopeSet, _ source: FileStamp?, known: AccessToken? = nil, refused: Secret? = nil
  ) -> Answer {
    let flight = Flight()
    entries[scopes] = Entry(
      state: .fetching(flight, known: known), refused: refused, source: source, lastUse: uses)
    return .fetch(flight, refused: refused, known: known?.secret)
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
