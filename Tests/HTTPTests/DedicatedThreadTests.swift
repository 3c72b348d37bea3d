import Glibc
import Synchronization
import Testing

@testable import HTTP

struct DedicatedThreadTests {
  private static let signals = Atomic<Int>(0)

  /// The signal is one that nobody misses.
  @Test func takesNoSignalFromItsFirstMomentOn() {
    // The threads of the pool take no signals either, so nothing would be inherited from this one.
    var pool = sigset_t()
    var none = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, &pool)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &pool, nil) }
    unsafe pthread_sigmask(SIG_SETMASK, nil, &before)
    Self.signals.store(0, ordering: .relaxed)
    _ = signal(SIGURG) { _ in DedicatedThreadTests.signals.add(1, ordering: .relaxed) }
    // More of them than there are processors, so that the signal gets to some before they do anything.
    let isOver = Flag()
    let threads = (0..<32).compactMap { _ in
      let thread = DedicatedThread(name: "test") { while !isOver.isUp {} }
      if let thread { pthread_kill(thread.thread, SIGURG) }
      return thread
    }
    isOver.raise()
    for thread in threads { thread.joinUnlessCurrent() }
    #expect(threads.count == 32)
    _ = signal(SIGURG, SIG_DFL)
    #expect(Self.signals.load(ordering: .relaxed) == 0)

    // Whoever makes a thread takes signals as before.
    var after = sigset_t()
    unsafe pthread_sigmask(SIG_SETMASK, nil, &after)
    for number in 1..<CInt(32) {
      #expect(unsafe sigismember(&after, number) == sigismember(&before, number))
    }
  }
}

private final class Flag: Sendable {
  private let value = Atomic(false)

  var isUp: Bool { value.load(ordering: .acquiring) }

  func raise() { value.store(true, ordering: .releasing) }
}
