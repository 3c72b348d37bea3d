import Synchronization

/// Tells a legacy client that a list it has is out of date: after it is initialized, and not in a storm, because
/// clients list everything again for each notice.
final class ListNotices: Sendable {
  /// What the client knows of what it has had listed; nothing is to be told of the rest.
  private enum Knowledge {
    case current
    case outdated
  }

  private struct State {
    var known: [Listing: Knowledge] = [:]
    var isReady = false
    var scheduled: Set<ServerList> = []
    var output: (any LineOutput)?

    func isOutdated(_ list: ServerList) -> Bool {
      known.contains { $0.key.list == list && $0.value == .outdated }
    }

    /// Replaces what the client knows of the listings of `list`, where it was `old`.
    mutating func turn(_ list: ServerList, from old: Knowledge, to new: Knowledge) {
      for (listing, knowledge) in known where listing.list == list && knowledge == old {
        known[listing] = new
      }
    }

    /// The lists of which a notice has to be scheduled, which this takes note of.
    mutating func listsToSchedule() -> [ServerList] {
      guard isReady else { return [] }
      let lists = ServerList.allCases.filter { isOutdated($0) && !scheduled.contains($0) }
      scheduled.formUnion(lists)
      return lists
    }
  }

  private let interval: Duration
  private let clock: SessionClock
  private let delayed: DelayedActions
  private let state = Mutex(State())

  init(interval: Duration, clock: SessionClock, delayed: DelayedActions) {
    self.interval = interval
    self.clock = clock
    self.delayed = delayed
  }

  /// Where notices go from now on.
  func connect(to output: any LineOutput) { state.withLock { $0.output = output } }

  /// A client has begun the legacy handshake, perhaps again.
  func clientIsInitializing() {
    state.withLock { state in
      state.known = [:]
      state.isReady = false
    }
  }

  /// The client said `notifications/initialized`.
  func clientIsReady() { change { $0.isReady = true } }

  /// The client is about to get the entries that there are from now on, from the first page.
  func clientLists(_ listing: Listing) { change { $0.known[listing] = .current } }

  /// The provider's `list` is another than before.
  func changed(_ list: ServerList) { change { $0.turn(list, from: .current, to: .outdated) } }

  private func change(_ body: (inout State) -> Void) {
    let lists = state.withLock { state in
      body(&state)
      return state.listsToSchedule()
    }
    for list in lists { delayed.at(clock.now() + interval) { self.send(list) } }
  }

  /// What finds no room is outdated still, so it is told later; a client that does not read gathers nothing.
  private func send(_ list: ServerList) {
    change { state in
      state.scheduled.remove(list)
      // The client may have asked again, or anew, in the meantime.
      guard state.isOutdated(list), state.isReady,
        state.output?.offer(Notice.listChanged(list).line(of: nil)) == true
      else { return }
      state.turn(list, from: .outdated, to: .current)  // As good as: the client is told once.
    }
  }
}
