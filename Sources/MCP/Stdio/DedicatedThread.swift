import Glibc

/// A thread of its own for a loop that blocks in system calls, which the cooperative pool must not do.
enum DedicatedThread {
  /// Starts `body` on a detached thread that takes no signals.
  ///
  /// - Returns: false if the system has no thread left to give.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var everySignal = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&everySignal)
    // A new thread inherits the mask: so there is no moment at which it could take a signal meant for the program.
    unsafe pthread_sigmask(SIG_SETMASK, &everySignal, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

    let box = unsafe Unmanaged.passRetained(Body(run: body))
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { raw in
        guard let raw = unsafe raw else { return nil }
        unsafe Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      unsafe box.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
