internal import NIOCore

/// Runs Swift tasks on a NIO event loop.
///
/// A connection's task that stays on the thread of its own channel answers without a change of thread; on the
/// global pool every request pays for two.
final class EventLoopTaskExecutor: TaskExecutor {
  private let eventLoop: any EventLoop

  init(_ eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    eventLoop.execute {
      // The runtime hands each job over once, and this closure, the only holder, runs once.
      unsafe job.runSynchronously(on: self.asUnownedTaskExecutor())
    }
  }
}
