import CCurl
import Glibc

/// A thread of its own for blocking work, which would starve the cooperative pool.
package struct DedicatedThread: Sendable {
  let thread: pthread_t

  /// Starts `body` on a new thread called `name` (15 bytes at most), which takes no signals: those are the main
  /// thread's business, and a broken pipe shall be an error code.
  ///
  /// Returns nil when the system has no thread to give.
  package init?(name: StaticString, _ body: @escaping @Sendable () -> Void) {
    var everySignal = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&everySignal)
    // A new thread inherits the mask: so there is no moment at which it could take a signal meant for the program.
    unsafe pthread_sigmask(SIG_SETMASK, &everySignal, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

    let context = unsafe Unmanaged.passRetained(Body(name: name, run: body))
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().start()
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      unsafe context.release()
      return nil
    }
    self.thread = thread
  }

  /// Whether the caller runs on this thread.
  var isCurrent: Bool { pthread_equal(pthread_self(), thread) != 0 }

  /// Lets the thread end alone. To be called once, instead of `joinUnlessCurrent`.
  package func detach() {
    pthread_detach(thread)
  }

  /// Waits for the thread's end, which it would for ever if it were its own; then it is left to end alone. To be
  /// called once, instead of `detach`.
  func joinUnlessCurrent() {
    guard !isCurrent else { return detach() }
    let code = pthread_join(thread, nil)
    precondition(code == 0, "joined twice, or waiting for each other")
  }

  private final class Body {
    private let name: StaticString
    private let run: @Sendable () -> Void

    init(name: StaticString, run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }

    func start() {
      _ = unsafe bridge_name_thread(UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self))
      run()
    }
  }
}
