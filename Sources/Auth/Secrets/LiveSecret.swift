package import HTTP
private import Synchronization
package import Telemetry

/// A secret that may have to be asked for.
///
/// However many want it at the same time, its program runs once; whoever gives up waiting leaves the others to it.
package final class LiveSecret: Sendable {
  private typealias Answer = Result<Secret, AuthorizationFailure>

  private let source: SecretSource
  private let program: SecretProgram?
  private let redaction: Redaction
  private let now: @Sendable () -> ContinuousClock.Instant
  private let shared: Mutex<Shared>

  /// What is known, and who waits to know it.
  private struct Shared {
    var state: SecretState
    var waiting: [Int: CheckedContinuation<Answer, Never>] = [:]
    var tickets = 0
  }

  /// - Parameters:
  ///   - redaction: Is told of every secret that a program prints.
  ///   - environment: The variables of this process, of which a program sees those that it may; nil: as they are.
  package convenience init(
    _ source: SecretSource, redaction: Redaction, environment: [String: String]? = nil
  ) {
    self.init(source, redaction: redaction, environment: environment, limits: SecretProgram.Limits())
  }

  init(
    _ source: SecretSource, redaction: Redaction, environment: [String: String]? = nil,
    limits: SecretProgram.Limits, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.source = source
    self.redaction = redaction
    self.now = now
    var lifetime: Duration?
    switch source {
    case .value: program = nil
    case .command(let command):
      lifetime = command.lifetime
      program = SecretProgram(
        command, environment: ChildEnvironment.allowed(of: environment, redaction: redaction), limits: limits,
        redaction: redaction)
    }
    shared = Mutex(Shared(state: SecretState(lifetime: lifetime)))
  }

  /// The secret as it is now.
  ///
  /// - Throws: why it can't be had.
  package func current() async throws(AuthorizationFailure) -> Secret {
    if let secret = source.value { return secret }
    let ticket = shared.withLock { shared in
      shared.tickets += 1
      return shared.tickets
    }
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { enter(ticket, $0) }
    } onCancel: {
      shared.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume(returning: .failure(.cancelled))
    }
    return try answer.get()
  }

  /// Hears that `secret` was refused.
  ///
  /// - Returns: Whether another one may be had.
  package func refused(_ secret: Secret) async -> Bool {
    source.value == nil && shared.withLock { $0.state.refused(secret, at: now()) }
  }

  private func enter(_ ticket: Int, _ continuation: CheckedContinuation<Answer, Never>) {
    let time = now()
    let (answer, asks) = shared.withLock { shared -> (Answer?, Bool) in
      // Whoever is cancelled from here on finds the continuation.
      if Task.isCancelled { return (.failure(.cancelled), false) }
      switch shared.state.next(at: time) {
      case .known(let secret): return (.success(secret), false)
      case .failed(let failure): return (.failure(failure), false)
      case .ask:
        shared.waiting[ticket] = continuation
        return (nil, true)
      case .wait:
        shared.waiting[ticket] = continuation
        return (nil, false)
      }
    }
    if let answer { continuation.resume(returning: answer) }
    if asks { ask() }
  }

  private func ask() {
    guard let program else { return arrive(.failure(AuthorizationFailure(reason: "there is no secret"))) }
    let thread = DedicatedThread(name: "a2a-secret") { [self] in
      do throws(SecretProgram.Failure) {
        let secret = try program.run()
        redaction.register(secret)
        arrive(.success(secret))
      } catch {
        arrive(.failure(AuthorizationFailure(reason: error.description)))
      }
    }
    guard let thread else {
      return arrive(.failure(AuthorizationFailure(reason: "the system has no thread for a program")))
    }
    thread.detach()
  }

  private func arrive(_ answer: Answer) {
    let time = now()
    let waiting = shared.withLock { shared in
      shared.state.arrive(answer, at: time)
      defer { shared.waiting = [:] }
      return shared.waiting.values
    }
    for continuation in waiting { continuation.resume(returning: answer) }
  }
}

extension AuthorizationFailure {
  /// Nobody waits for the credentials any more.
  static let cancelled = AuthorizationFailure(reason: "the call was cancelled")
}
