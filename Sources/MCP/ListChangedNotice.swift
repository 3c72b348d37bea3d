import JSON
import JSONRPC
import Synchronization

/// Tells a legacy client that the tools changed: after it is initialized, and not in a storm, because clients list
/// the tools again for each notice.
final class ListChangedNotice: Sendable {
  private enum Client {
    /// Nobody has seen a list, so no change needs to be told.
    case none
    case initializing(hasChanged: Bool)
    case ready(isScheduled: Bool)
  }

  private struct State {
    var client = Client.none
    var output: (any LineOutput)?
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
  func clientIsInitializing() { state.withLock { $0.client = .initializing(hasChanged: false) } }

  /// The client said `notifications/initialized`.
  func clientIsReady() {
    let mustSchedule = state.withLock { state in
      guard case .initializing(let hasChanged) = state.client else { return false }
      state.client = .ready(isScheduled: hasChanged)
      return hasChanged
    }
    if mustSchedule { schedule() }
  }

  /// The provider's tools are others than before.
  func toolsChanged() {
    let mustSchedule = state.withLock { state in
      switch state.client {
      case .none, .ready(isScheduled: true): return false
      case .initializing:
        state.client = .initializing(hasChanged: true)
        return false
      case .ready(isScheduled: false):
        state.client = .ready(isScheduled: true)
        return true
      }
    }
    if mustSchedule { schedule() }
  }

  private func schedule() { delayed.at(clock.now() + interval) { await self.send() } }

  private func send() async {
    let output: (any LineOutput)? = state.withLock { state in
      // A new handshake in the meantime is answered with the new list anyway.
      guard case .ready(isScheduled: true) = state.client else { return nil }
      state.client = .ready(isScheduled: false)
      return state.output
    }
    let notice = RPCMessage.notification(method: "notifications/tools/list_changed", params: nil)
    await output?.send(notice.json.serialized())
  }
}
