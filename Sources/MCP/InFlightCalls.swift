import JSONRPC
import Synchronization
import Telemetry

/// The requests being answered on tasks of their own, so that a client can cancel one by its id.
///
/// The one place that creates tasks. They are children of no group, because a session that is stopped must be able
/// to leave one that does not end; `drained` is what gives them a scope otherwise.
final class InFlightCalls: Sendable {
  typealias Ticket = CallTable.Ticket

  private let table: Mutex<CallTable>

  private let executor: (any TaskExecutor)?

  /// - Parameter executor: where calls run; nil for the threads that all tasks share.
  init(limits: SessionLimits, executor: (any TaskExecutor)?) {
    table = Mutex(CallTable(limits: limits))
    self.executor = executor
  }

  /// Whether a request with this id waits for its answer.
  func contains(_ id: RequestID) -> Bool { table.withLock { $0.contains(id) } }

  /// Runs `operation` now or when its turn comes. It is cancellable from the moment this returns.
  ///
  /// It starts on the caller's thread and stays there until it first suspends; a thread switch saved is a third of
  /// the time a short call spends here.
  ///
  /// While it waits, `bytes` is what the request takes in memory.
  ///
  /// - Returns: the error to answer with if it will not run.
  func start(
    _ id: RequestID, _ kind: CallTable.Kind, bytes: Int, _ operation: @escaping CallTable.Operation
  ) -> RPCError? {
    let operation = Self.keepingContext(operation)
    switch table.withLock({ $0.admit(id, kind, bytes: bytes, operation) }) {
    case .run(let start):
      let task = Task.immediate(executorPreference: executor) { await self.run(start) }
      attach(task, to: start.ticket)
    case .wait: break
    case .refuse(let error): return error
    }
    return nil
  }

  /// Whether the request is still to be answered; it is not once it is cancelled.
  func isOwed(_ ticket: Ticket) -> Bool { table.withLock { $0.isOwed(ticket) } }

  /// Takes the right to answer, which exists once and which a cancellation takes away.
  func claimReply(to ticket: Ticket) -> Bool { table.withLock { $0.claimReply(to: ticket) } }

  /// Cancels the request; it will not be answered. Nothing happens if it has been already, or never came.
  func cancel(_ id: RequestID) {
    switch table.withLock({ $0.cancel(id) }) {
    case .cancel(let task): task.cancel()
    case .run(let start): launch(start)
    case nil: break
    }
  }

  /// Cancels all requests; none will be answered.
  func cancelAll() {
    for task in table.withLock({ $0.cancelAll() }) { task.cancel() }
  }

  /// Returns when nothing runs or waits, or when the task is cancelled.
  func drained() async { await table.withLock { $0.untilIdle() }?.wait() }

  /// A request that has to wait is begun by the one that ends before it, whose trace and hops are others.
  private static func keepingContext(_ operation: @escaping CallTable.Operation) -> CallTable.Operation {
    let (trace, hops) = (TraceContext.current, HopCount.incoming)
    return { ticket in
      await TraceContext.$current.withValue(trace) {
        await HopCount.$incoming.withValue(hops) { await operation(ticket) }
      }
    }
  }

  private func run(_ start: CallTable.Start) async {
    await start.operation(start.ticket)
    let (next, idle) = table.withLock { $0.ended(start) }
    for start in next { launch(start) }
    idle?.open()
  }

  /// Not at once as in `start`: calls that end without suspending would nest ever deeper.
  private func launch(_ start: CallTable.Start) {
    attach(Task(executorPreference: executor) { await self.run(start) }, to: start.ticket)
  }

  private func attach(_ task: Task<Void, Never>, to ticket: Ticket) {
    if table.withLock({ $0.attach(task, to: ticket) }) { task.cancel() }
  }
}
