import Dispatch
import Synchronization

/// Hands lines from the reading thread to the one task that consumes them.
///
/// Bounded: a producer that is `capacity` bytes or `lineCapacity` lines ahead is blocked, and with it, through the
/// pipe, the client.
final class LineHandover: Sendable {
  private struct State {
    var lines = Queue<InputLine>()
    var bytes = 0
    var isEnded = false
    var isProducerBlocked = false
    var consumer: CheckedContinuation<InputLine?, Never>?
  }

  private let capacity: Int
  private let lineCapacity: Int
  private let state = Mutex(State())
  private let room = DispatchSemaphore(value: 0)

  init(capacity: Int, lineCapacity: Int) {
    self.capacity = capacity
    self.lineCapacity = lineCapacity
  }

  // MARK: The producer's side, on its own thread

  /// Adds `lines`, then blocks while there is more than the capacity.
  func push(_ lines: [InputLine]) {
    guard !lines.isEmpty else { return }
    let (consumer, line, mustWait) = state.withLock { state in
      for line in lines { append(line, to: &state) }
      let consumer = state.consumer.take()
      let line = consumer == nil ? nil : takeFirst(from: &state)
      state.isProducerBlocked = isFull(state)
      return (consumer, line, state.isProducerBlocked)
    }
    consumer?.resume(returning: line)
    if mustWait { room.wait() }
  }

  /// Ends the sequence after the lines pushed so far.
  func end() {
    let consumer = state.withLock { state in
      state.isEnded = true
      return state.consumer.take()
    }
    consumer?.resume(returning: nil)
  }

  // MARK: The consumer's side

  /// The next line; nil after the last, and when the task is cancelled.
  func next() async -> InputLine? {
    if Task.isCancelled { return nil }
    switch poll() {
    case .line(let line): return line
    case .ended: return nil
    case .nothingYet: break
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let outcome = state.withLock { state in
          // See `Latch.wait` for why no cancellation can slip through here.
          if Task.isCancelled { return Poll.ended }
          let outcome = poll(&state)
          if case .nothingYet = outcome { state.consumer = continuation }
          return outcome
        }
        switch outcome {
        case .line(let line): continuation.resume(returning: line)
        case .ended: continuation.resume(returning: nil)
        case .nothingYet: break
        }
      }
    } onCancel: {
      state.withLock { $0.consumer.take() }?.resume(returning: nil)
    }
  }

  private enum Poll {
    case line(InputLine)
    case ended
    case nothingYet
  }

  private func poll() -> Poll { state.withLock { poll(&$0) } }

  private func poll(_ state: inout State) -> Poll {
    guard let line = takeFirst(from: &state) else { return state.isEnded ? .ended : .nothingYet }
    if state.isProducerBlocked, !isFull(state) {
      state.isProducerBlocked = false
      room.signal()
    }
    return .line(line)
  }

  private func append(_ line: InputLine, to state: inout State) {
    state.lines.append(line)
    state.bytes += line.size
  }

  private func takeFirst(from state: inout State) -> InputLine? {
    guard let line = state.lines.popFirst() else { return nil }
    state.bytes -= line.size
    return line
  }

  private func isFull(_ state: State) -> Bool {
    state.bytes > capacity || state.lines.count > lineCapacity
  }
}
