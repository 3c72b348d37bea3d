import HTTP
import Telemetry

/// What is known of a secret that a program prints, as a value: when the program is to be asked, and when not.
struct SecretState: Sendable {
  /// How long a failure, or a secret that is refused for the second time, is taken for the program's last word.
  static let pause = Duration.seconds(5)

  /// What somebody has to do who wants the secret.
  enum Step: Sendable, Equatable {
    case known(Secret)
    case failed(AuthorizationFailure)
    /// To ask the program, and to say what came of it.
    case ask
    /// Somebody has asked it already.
    case wait
  }

  private enum Knowledge {
    case nothing
    case asking(since: ContinuousClock.Instant)
    case secret(Secret, since: ContinuousClock.Instant)
    case failure(AuthorizationFailure, since: ContinuousClock.Instant)
  }

  private let lifetime: Duration?
  private var knowledge = Knowledge.nothing
  /// The last one that was refused.
  private var refused: Secret?

  /// - Parameter lifetime: How long a secret holds; nil: until it is refused.
  init(lifetime: Duration?) { self.lifetime = lifetime }

  mutating func next(at now: ContinuousClock.Instant) -> Step {
    switch knowledge {
    case .asking: return .wait
    case .secret(let secret, let start) where lifetime.map { now < start + $0 } ?? true: return .known(secret)
    case .failure(let failure, let start) where now < start + Self.pause: return .failed(failure)
    case .nothing, .secret, .failure:
      knowledge = .asking(since: now)
      return .ask
    }
  }

  mutating func arrive(_ answer: Result<Secret, AuthorizationFailure>, at now: ContinuousClock.Instant) {
    switch (answer, knowledge) {
    // It is as old as the question: nobody knows when the program got it.
    case (.success(let secret), .asking(let start)): knowledge = .secret(secret, since: start)
    case (.success(let secret), _): knowledge = .secret(secret, since: now)
    case (.failure(let failure), _): knowledge = .failure(failure, since: now)
    }
  }

  /// Hears that `secret` was refused. The program is asked anew, unless it has just said the same again.
  ///
  /// - Returns: Whether another one may be had.
  mutating func refused(_ secret: Secret, at now: ContinuousClock.Instant) -> Bool {
    switch knowledge {
    case .nothing, .asking: return true
    case .failure: return false
    case .secret(let known, _) where known != secret: return true
    case .secret(_, let start):
      if refused == secret, now < start + Self.pause { return false }
      refused = secret
      knowledge = .nothing
      return true
    }
  }
}
