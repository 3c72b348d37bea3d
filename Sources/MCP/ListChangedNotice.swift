import JSON
import JSONRPC
import Synchronization

/// Tells a legacy client that the list of tools it has is out of date: after it is initialized, and not in a storm,
/// because clients list the tools again for each notice.
final class ListChangedNotice: Sendable {
  /// What the client knows of the tools.
  private enum List {
    /// It has asked for no list yet, so no change needs to be told.
    case unseen
    case current
    case outdated
  }

  private struct State {
    var list = List.unseen
    var isReady = false
    var isScheduled = false
    var output: (any LineOutput)?

    /// True when a notice has to be scheduled, which this takes note of.
    mutating func mustSchedule() -> Bool {
      guard list == .outdated, isReady, !isScheduled else { return false }
      isScheduled = true
      return true
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
      state.list = .unseen
      state.isReady = false
    }
  }

  /// The client said `notifications/initialized`.
  func clientIsReady() { change { $0.isReady = true } }

  /// The client is about to get the tools that there are from now on, from the first page.
  func clientLists() { change { $0.list = .current } }

  /// The provider's tools are others than before.
  func toolsChanged() { change { if $0.list == .current { $0.list = .outdated } } }

  private func change(_ body: (inout State) -> Void) {
    let mustSchedule = state.withLock { state in
      body(&state)
      return state.mustSchedule()
    }
    if mustSchedule { schedule() }
  }

  private func schedule() { delayed.at(clock.now() + interval) { await self.send() } }

  private func send() async {
    let output: (any LineOutput)? = state.withLock { state in
      state.isScheduled = false
      // The client may have asked again, or anew, in the meantime.
      guard state.list == .outdated, state.isReady else { return nil }
      state.list = .current  // As good as: the client is told once.
      return state.output
    }
    let notice = RPCMessage.notification(method: "notifications/tools/list_changed", params: nil)
    await output?.send(notice.json.serialized())
  }
}
