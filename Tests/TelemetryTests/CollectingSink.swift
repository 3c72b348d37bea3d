import Synchronization
import Telemetry

/// A sink that keeps its lines, and refuses as many as it is told to.
final class CollectingSink: LogSink {
  private let state = Mutex((lines: [String](), refusals: 0))

  var lines: [String] { state.withLock { $0.lines } }

  func refuse(_ count: Int) { state.withLock { $0.refusals = count } }

  func write(_ line: [UInt8]) -> Bool {
    state.withLock { state in
      guard state.refusals == 0 else {
        state.refusals -= 1
        return false
      }
      state.lines.append(String(decoding: line, as: UTF8.self))
      return true
    }
  }
}
