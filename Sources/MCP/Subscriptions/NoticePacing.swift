/// Which notices wait, and until when: the state of `NoticeStream`, without its effects.
struct NoticePacing {
  private enum Phase {
    /// Nothing may be said yet, but all that happens is remembered.
    case held
    case open
    case closed
  }

  private struct Entry {
    /// The latest; those before it are not worth telling any more.
    var pending: Notice?
    /// When the subject may come again.
    var nextTime = Duration.zero
    /// Whether its time is set, or it is on its way out.
    var isBusy = false
  }

  private let limits: SessionLimits
  private var phase = Phase.held
  /// One for each subject that there ever was; what a client can ask for is bounded.
  private var entries: [Notice.Subject: Entry] = [:]

  init(limits: SessionLimits) { self.limits = limits }

  /// - Returns: when to send the subject's notice, if that is not settled yet.
  mutating func post(_ notice: Notice, at now: Duration) -> Duration? {
    guard phase != .closed else { return nil }
    entries[notice.subject, default: Entry()].pending = notice
    return schedule(notice.subject, at: now)
  }

  /// - Returns: what to send, and when.
  mutating func open(at now: Duration) -> [(subject: Notice.Subject, time: Duration)] {
    guard phase == .held else { return [] }
    phase = .open
    return entries.keys.compactMap { subject in
      schedule(subject, at: now).map { (subject, $0) }
    }
  }

  mutating func close() {
    phase = .closed
    entries = [:]
  }

  /// What to send now, nil if it is over.
  mutating func take(_ subject: Notice.Subject) -> Notice? { entries[subject]?.pending.take() }

  /// The notice that was taken is out.
  ///
  /// - Returns: when to send what came in the meantime.
  mutating func sent(_ subject: Notice.Subject, at now: Duration) -> Duration? {
    guard var entry = entries[subject] else { return nil }
    entry.isBusy = false
    entry.nextTime = now + limits.updateInterval
    entries[subject] = entry
    return schedule(subject, at: now)
  }

  /// There was no room for the notice that was taken.
  ///
  /// - Returns: when to try again.
  mutating func dropped(_ notice: Notice, at now: Duration) -> Duration? {
    guard entries[notice.subject] != nil else { return nil }
    entries[notice.subject]?.pending = notice
    return now + limits.updateInterval
  }

  private mutating func schedule(_ subject: Notice.Subject, at now: Duration) -> Duration? {
    guard phase == .open, var entry = entries[subject], entry.pending != nil, !entry.isBusy else {
      return nil
    }
    entry.isBusy = true
    entries[subject] = entry
    switch subject {
    // Clients ask for the whole list again at each notice, so some changes are gathered first.
    case .list: return max(now + limits.listChangedInterval, entry.nextTime)
    case .resource, .task: return max(now, entry.nextTime)
    }
  }
}
