import CCurl
import Glibc

/// Interrupts the loop's `poll` from any thread. An event counter that lives as long as whoever may use it,
/// so that waking a loop that has just ended does nothing worse than nothing.
final class Waker: Sendable {
  /// What the loop polls for reading.
  let descriptor: CInt

  /// Returns nil when the process has no descriptor left.
  init?() {
    descriptor = eventfd(0, CInt(EFD_NONBLOCK | EFD_CLOEXEC))
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// Makes the present or the next poll return.
  func wake() {
    // Fails only when 2^64 − 2 wakes are unread, and then the loop is awake.
    _ = eventfd_write(descriptor, 1)
  }

  /// Forgets the wakes so far.
  func clear() {
    var count: eventfd_t = 0
    _ = unsafe eventfd_read(descriptor, &count)
  }
}
