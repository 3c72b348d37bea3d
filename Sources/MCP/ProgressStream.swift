import JSON
import JSONRPC
import Synchronization

/// The progress notifications of one call: numbered, paced, and over before its answer.
final class ProgressStream: Sendable {
  private struct State {
    /// MCP wants the number to grow with each notification, dropped ones included.
    var count = 0
    var nextTime: Duration?
    /// The latest message that came too soon; the outer nil means none did.
    var pending: String??
    var isScheduled = false
    var isClosed = false
  }

  private let token: RequestID
  private let version: ProtocolVersion
  private let limits: SessionLimits
  private let clock: SessionClock
  private let delayed: DelayedActions
  private let output: any LineOutput
  private let state = Mutex(State())

  init(
    token: RequestID, version: ProtocolVersion, limits: SessionLimits, clock: SessionClock,
    delayed: DelayedActions, output: any LineOutput
  ) {
    self.token = token
    self.version = version
    self.limits = limits
    self.clock = clock
    self.delayed = delayed
    self.output = output
  }

  func report(_ message: String?) {
    let message = message.map(shortened)
    let now = clock.now()
    // The lock is held while the line is offered, which never waits: so `close` cannot return, and the answer
    // cannot be written, between the check and the write.
    let flushTime: Duration? = state.withLock { state in
      if state.isClosed { return nil }
      guard let next = state.nextTime, now < next else {
        send(message, at: now, &state)
        return nil
      }
      // A sign of life must not wipe out words that were not said yet.
      state.pending = .some(message ?? (state.pending ?? nil))
      defer { state.isScheduled = true }
      return state.isScheduled ? nil : next
    }
    if let flushTime { delayed.at(flushTime) { self.flush() } }
  }

  /// After this returns nothing more is written.
  func close() {
    state.withLock { state in
      state.isClosed = true
      state.pending = nil
    }
  }

  private func flush() {
    let now = clock.now()
    state.withLock { state in
      state.isScheduled = false
      guard !state.isClosed, let message = state.pending else { return }
      send(message, at: now, &state)
    }
  }

  private func send(_ message: String?, at now: Duration, _ state: inout State) {
    state.count += 1
    state.nextTime = now + limits.progressInterval
    state.pending = nil
    var params: JSONObject = ["progressToken": token.json, "progress": JSONValue(state.count)]
    if version.hasProgressMessages { params["message"] = message.map(JSONValue.string) }
    output.offer(RPCMessage.notification(method: "notifications/progress", params: params).json.serialized())
  }

  private func shortened(_ message: String) -> String {
    let longest = limits.progressMessageLength
    // A character can be of any length, so the scalars are bounded first.
    let bounded = String(message.unicodeScalars.prefix(4 * longest))
    let head = bounded.prefix(longest)
    return head.utf8.count == message.utf8.count ? message : head.dropLast() + "…"
  }
}
