import JSONRPC
import Synchronization

/// Tells a client what it wants to hear of: of each subject the latest only, and not in a storm.
///
/// Nothing grows while the client doesn't read: what finds no room now is told later, once.
final class NoticeStream: Sendable {
  private enum Step {
    case nothing
    /// To come back at that time.
    case wait(Duration)
    /// To be written without the lock.
    case send([UInt8])
  }

  private let subscription: RequestID?
  private let limits: SessionLimits
  private let clock: SessionClock
  private let delayed: DelayedActions
  private let output: any LineOutput
  private let pacing: Mutex<NoticePacing>

  /// Says nothing before it is opened.
  ///
  /// - Parameter subscription: the id of the request that asked for these notices, in the modern era.
  init(
    of subscription: RequestID?, limits: SessionLimits, clock: SessionClock, delayed: DelayedActions,
    output: any LineOutput
  ) {
    self.subscription = subscription
    self.limits = limits
    self.clock = clock
    self.delayed = delayed
    self.output = output
    pacing = Mutex(NoticePacing(limits: limits))
  }

  /// Begins with what there is to tell already.
  func open() {
    let now = clock.now()
    for (subject, time) in pacing.withLock({ $0.open(at: now) }) { schedule(subject, at: time) }
  }

  /// Tells the client, soon. Never waits.
  func post(_ notice: Notice) {
    let now = clock.now()
    if let time = pacing.withLock({ $0.post(notice, at: now) }) { schedule(notice.subject, at: time) }
  }

  /// After this returns nothing more is written, but for a task that is too long to be dropped and on its way.
  func close() { pacing.withLock { $0.close() } }

  private func schedule(_ subject: Notice.Subject, at time: Duration) {
    delayed.at(time) { await self.flush(subject) }
  }

  private func flush(_ subject: Notice.Subject) async {
    let now = clock.now()
    // The lock is held while the line is offered, which never waits: so `close` cannot return in between.
    var step = pacing.withLock { pacing in
      guard let notice = pacing.take(subject) else { return Step.nothing }
      return offer(notice, at: now, &pacing)
    }
    if case .send(let line) = step {
      await output.send(line)
      step = pacing.withLock { Self.step($0.sent(subject, at: clock.now())) }
    }
    if case .wait(let time) = step { schedule(subject, at: time) }
  }

  private func offer(_ notice: Notice, at now: Duration, _ pacing: inout NoticePacing) -> Step {
    let line = notice.line(of: subscription)
    if output.offer(line) {
      return Self.step(pacing.sent(notice.subject, at: now))
    }
    switch notice {
    case .listChanged, .resourceUpdated: return Self.step(pacing.dropped(notice, at: now))
    // It may hold a result that never counts as short, so it waits like an answer.
    case .taskChanged: return .send(line)
    }
  }

  private static func step(_ time: Duration?) -> Step { time.map(Step.wait) ?? .nothing }
}
