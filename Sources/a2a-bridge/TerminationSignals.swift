import Glibc
import Synchronization

/// SIGINT and SIGTERM, taken by a thread of their own so that nothing runs in a signal handler.
final class TerminationSignals: Sendable {
  /// How long a clean end may take before the process ends without one.
  static let grace: UInt32 = 5

  private let action = Mutex<(@Sendable () -> Void)?>(nil)

  /// Blocks the signals, for all threads that are started after this, and begins to wait for them.
  init() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&signals, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    let waiting = signals
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(Waiter(signals: waiting, owner: self))
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<Waiter>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    if code == 0 { pthread_detach(thread) } else { unsafe context.release() }
  }

  /// Runs `action` at the first signal. A second one, or a clean end that takes too long, ends the process at once.
  func onSignal(_ action: @escaping @Sendable () -> Void) { self.action.withLock { $0 = action } }

  private final class Waiter {
    private var signals: sigset_t
    private let owner: TerminationSignals

    init(signals: sigset_t, owner: TerminationSignals) {
      self.signals = signals
      self.owner = owner
    }

    func run() {
      var signal: CInt = 0
      unsafe sigwait(&signals, &signal)
      guard let action = owner.action.withLock({ $0 }) else { _exit(128 + signal) }
      action()
      var limit = timespec(tv_sec: Int(TerminationSignals.grace), tv_nsec: 0)
      unsafe sigtimedwait(&signals, nil, &limit)
      _exit(128 + signal)
    }
  }
}
