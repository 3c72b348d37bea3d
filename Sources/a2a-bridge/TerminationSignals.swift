import Dispatch
import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP, as events rather than handlers.
///
/// Unchecked only for `sources`, which only the initializer writes, before anybody else has the object: they are held so
/// that they live.
final class TerminationSignals: @unchecked Sendable {
  /// How long a clean end may take before the process ends without one.
  static let grace = DispatchTimeInterval.seconds(5)

  private enum State {
    case waiting(action: (@Sendable () -> Void)?)
    case ending(exitStatus: CInt)
  }

  private let state = Mutex(State.waiting(action: nil))
  private let queue = DispatchQueue(label: "signals")
  private var sources: [any DispatchSourceSignal] = []

  /// Begins to listen; from now on the signals do not end the process by themselves. One that whoever has started it had
  /// ignored, as `nohup` does, stays so.
  init() {
    for number in [SIGINT, SIGTERM, SIGHUP] where !Self.ignore(number) {
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { self.receive(number) }
      source.resume()
      sources.append(source)
    }
  }

  /// Takes from a signal what it does by itself.
  ///
  /// - Returns: whether it did nothing before.
  private static func ignore(_ number: CInt) -> Bool {
    let before = signal(number, SIG_IGN)
    return unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Runs `action` at the first signal. A second one, or a clean end that takes too long, ends the process at once.
  func onSignal(_ action: @escaping @Sendable () -> Void) {
    state.withLock { state in
      if case .waiting = state { state = .waiting(action: action) }
    }
  }

  /// What the process ends with once a signal has come; nil before.
  var exitStatus: CInt? {
    state.withLock { if case .ending(let status) = $0 { status } else { nil } }
  }

  private func receive(_ number: CInt) {
    // What a shell reports of a process that a signal has ended.
    let status = 128 + number
    let action = state.withLock { state -> (@Sendable () -> Void)? in
      guard case .waiting(let action) = state else { return nil }
      state = .ending(exitStatus: status)
      return action
    }
    guard let action else { Leaving.atOnce(status) }
    queue.asyncAfter(deadline: .now() + Self.grace) { Leaving.atOnce(status) }
    action()
  }
}
