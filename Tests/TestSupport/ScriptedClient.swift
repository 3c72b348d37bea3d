package import MCP
import Synchronization

/// An MCP client in the same process: says lines and gets lines, without a pipe.
package final class ScriptedClient: Sendable {
  package let output: RecordedOutput
  private let input: AsyncStream<InputLine>
  private let lines: AsyncStream<InputLine>.Continuation

  /// - Parameter capacity: how many lines fit into the client's pipe; a client that reads makes room.
  package init(capacity: Int = .max) {
    output = RecordedOutput(capacity: capacity)
    (input, lines) = AsyncStream.makeStream()
  }

  package func say(_ line: String) { say(.text(Array(line.utf8))) }
  package func say(_ line: InputLine) { lines.yield(line) }

  /// Ends the session's input.
  package func hangUp() { lines.finish() }

  /// The next line the session wrote; waits for it. nil when the session is over and all is read.
  package func next() async -> String? { await output.next() }

  /// The lines the session writes from now to its end.
  package func rest() async -> [String] {
    var lines: [String] = []
    while let line = await next() { lines.append(line) }
    return lines
  }

  /// Runs `session` with this client as `body` plays it, then hangs up.
  @discardableResult package func talk(
    to session: MCPSession, _ body: () async throws -> Void
  ) async rethrows -> SessionEnd {
    async let end = serve(session)
    do {
      try await body()
    } catch {
      session.stop()
      throw error
    }
    hangUp()
    return await end
  }

  /// Says `lines`, hangs up, and returns everything the session wrote.
  package static func transcript(of session: MCPSession, _ lines: [String]) async -> [String] {
    let client = ScriptedClient()
    var written: [String] = []
    await client.talk(to: session) {
      for line in lines { client.say(line) }
      client.hangUp()
      written = await client.rest()
    }
    return written
  }

  @concurrent private func serve(_ session: MCPSession) async -> SessionEnd {
    let end = await session.run(input: input, output: output)
    output.end()
    return end
  }
}

/// The output of a session as its client sees it: a pipe of so many lines.
package final class RecordedOutput: LineOutput {
  private struct State {
    var unread: [[UInt8]] = []
    var isOver = false
    var senders = 0
    /// Opens, and is replaced, with every change.
    var change = Latch()
  }

  private let capacity: Int
  private let state = Mutex(State())
  private let gone = Latch()

  init(capacity: Int) { self.capacity = capacity }

  // MARK: The session's side

  @discardableResult package func send(_ line: [UInt8], evenIfCancelled: Bool) async -> Bool {
    guard !put(line) else { return true }
    change { $0.senders += 1 }
    await until(evenIfCancelled: evenIfCancelled) { $0.isOver || $0.unread.count < capacity }
    change { $0.senders -= 1 }
    // Another sender may have been quicker.
    guard evenIfCancelled || !Task.isCancelled else { return false }
    return await send(line, evenIfCancelled: evenIfCancelled)
  }

  @discardableResult package func offer(_ line: [UInt8]) -> Bool { put(line) }

  package func flush() async {}

  package func readerIsGone() async { await gone.wait() }

  // MARK: The client's side

  /// Goes away without reading the rest.
  package func breakPipe() {
    end()
    gone.open()
  }

  /// Lines written and not read.
  package var backlog: Int { state.withLock { $0.unread.count } }

  /// Returns when so many answers wait for room.
  package func waitForSenders(_ count: Int) async { await until { $0.senders >= count } }

  func end() { change { $0.isOver = true } }

  func next() async -> String? {
    await until { $0.isOver || !$0.unread.isEmpty }
    let line = change { state in state.unread.isEmpty ? nil : state.unread.removeFirst() }
    return line.map { String(decoding: $0, as: UTF8.self) }
  }

  /// - Returns: whether the line is dealt with.
  private func put(_ line: [UInt8]) -> Bool {
    change { state in
      if state.isOver { return true }
      guard state.unread.count < capacity else { return false }
      state.unread.append(line)
      return true
    }
  }

  @discardableResult private func change<T>(_ body: (inout State) -> sending T) -> T {
    let (result, latch) = state.withLock { state in
      let result = body(&state)
      let latch = state.change
      state.change = Latch()
      return (result, latch)
    }
    latch.open()
    return result
  }

  private func until(evenIfCancelled: Bool = false, _ condition: (State) -> Bool) async {
    while evenIfCancelled || !Task.isCancelled {
      let change = state.withLock { condition($0) ? nil : $0.change }
      guard let change else { return }
      if evenIfCancelled { await change.waitEvenIfCancelled() } else { await change.wait() }
    }
  }
}
