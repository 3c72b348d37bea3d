import Glibc
import MCP
import Synchronization

/// The built program as a child of the test: pipes of its own, an environment of its own, an empty home.
///
/// Every wait has a deadline, and whatever becomes of the test, the process is killed and reaped in the end.
///
///     try await BridgeProcess.running(["serve", url]) { process in
///       try await process.say(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
///       let answer = try await process.hear()
///       process.closeInput()
///       #expect(try await process.ending() == .exited(0))
///     }
package final class BridgeProcess: Sendable {
  /// How a process ended.
  package enum Ending: Sendable, Hashable {
    case exited(CInt)
    case signalled(CInt)
  }

  /// Something that did not happen in time, or can't happen any more, and what the process said instead.
  package struct InVain: Error, CustomStringConvertible {
    package let description: String
  }

  /// What a command that was run to its end left behind.
  package struct Finished: Sendable {
    package let ending: Ending
    /// Standard output.
    package let output: String
    /// Standard error.
    package let words: String
  }

  /// How long anything may take on a busy machine; nothing waits that long in a test that passes.
  package static let patience = Duration.seconds(30)
  /// Processes that run at once, lest a machine of few cores lose itself in switching between them.
  private static let width = 6
  private static let places = Places(width)
  @TaskLocal private static var hasPlace = false

  private struct State {
    var output: [UInt8] = []
    /// Where in `output` the first byte is that nobody has heard yet.
    var unheard = 0
    /// Up to where `output` holds no newline after `unheard`.
    var searched = 0
    var words: [UInt8] = []
    var outputHasEnded = false
    var wordsHaveEnded = false
    var ending: Ending?
    /// Opens, and is replaced, with every change.
    var change = Latch()
  }

  private let arguments: [String]
  private let process: pid_t
  private let input: Mutex<CInt?>
  private let pump: OutputPump
  private let state: Mutex<State>

  // MARK: A process's life

  /// Runs the program with `arguments` for as long as `body` runs.
  ///
  /// - Parameters:
  ///   - environment: What there is beside `HOME` and `PATH`.
  ///   - home: The home directory; nil for one that is new and empty, and gone afterwards.
  ///   - starter: The program and its arguments that start the program in its turn; none: it is started at once.
  package static func running<Value>(
    _ arguments: [String], environment: [String: String] = [:], home: String? = nil,
    by starter: [String] = [],
    _ body: (BridgeProcess) async throws -> Value
  ) async throws -> Value {
    guard let home else {
      return try await TemporaryFolder.with { home in
        try await running(arguments, environment: environment, home: home, by: starter, body)
      }
    }
    // A second process beside the first takes no second place, or all tests might wait for each other.
    guard !hasPlace else { return try await living(arguments, environment, home, starter, body) }
    await places.take()
    defer { places.giveBack() }
    return try await $hasPlace.withValue(true) {
      try await living(arguments, environment, home, starter, body)
    }
  }

  private static func living<Value>(
    _ arguments: [String], _ environment: [String: String], _ home: String, _ starter: [String],
    _ body: (BridgeProcess) async throws -> Value
  ) async throws -> Value {
    let process = try BridgeProcess(arguments, environment, home, starter)
    do {
      let value = try await body(process)
      await process.end()
      return value
    } catch {
      await process.end()
      throw error
    }
  }

  /// Runs a command to its end, with `input` as all of its standard input.
  package static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:], home: String? = nil,
    by starter: [String] = []
  ) async throws -> Finished {
    try await running(arguments, environment: environment, home: home, by: starter) { process in
      // A command that reads no input may well be gone before it is all said.
      try? await process.say(bytes: Array(input.utf8))
      process.closeInput()
      let ending = try await process.ending()
      try await process.wait(for: "the end of its output") {
        $0.outputHasEnded && $0.wordsHaveEnded ? () : nil
      }
      return process.state.withLock { state in
        Finished(
          ending: ending, output: String(decoding: state.output, as: UTF8.self),
          words: String(decoding: state.words, as: UTF8.self))
      }
    }
  }

  private init(
    _ arguments: [String], _ environment: [String: String], _ home: String, _ starter: [String]
  ) throws {
    _ = Self.ignoringBrokenPipes
    let pipes = try (input: Pipe(), output: Pipe(), words: Pipe())
    defer { for end in [pipes.input.read, pipes.output.write, pipes.words.write] { close(end) } }
    self.arguments = arguments
    let words = starter + [try programPath()] + arguments
    process = try spawn(
      words[0], Array(words.dropFirst()),
      environment.merging(["HOME": home, "PATH": "/usr/bin:/bin"]) { given, _ in given },
      [pipes.input.read, pipes.output.write, pipes.words.write])
    _ = fcntl(pipes.input.write, F_SETFL, O_NONBLOCK)
    input = Mutex(pipes.input.write)
    pump = try OutputPump(output: pipes.output.read, words: pipes.words.read)
    state = Mutex(State())
    startThread { [self] in pump.run(into: take) }
    startThread { [self] in reap() }
  }

  /// Kills the process if need be, and returns when nothing of it is left.
  private func end() async {
    send(SIGKILL)
    closeInput()
    await until { $0.ending != nil }
    pump.stop()
    await until { $0.outputHasEnded && $0.wordsHaveEnded }
  }

  /// A process that is gone must not take the tests with it.
  private static let ignoringBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  // MARK: Speaking

  /// Says one line.
  package func say(_ line: String) async throws { try await say(bytes: Array((line + "\n").utf8)) }

  /// Writes `bytes` as they are.
  package func say(bytes: [UInt8]) async throws {
    guard let rest = write(bytes[...]) else { return }
    // The pipe is full, and waiting for room is nothing for the cooperative pool.
    let isWritten = await withCheckedContinuation { continuation in
      startThread { [self] in continuation.resume(returning: writeAll(rest)) }
    }
    if !isWritten { throw inVain("it does not take its input") }
  }

  /// Ends the process's standard input.
  package func closeInput() {
    input.withLock { descriptor in
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }

  /// Goes away as a reader: what the process writes from now on meets a broken pipe.
  package func closeOutput() async {
    pump.stop()
    await until { $0.outputHasEnded }
  }

  /// Sends `signal`, if the process still runs.
  package func send(_ signal: CInt) {
    state.withLock { state in
      // Under the lock nobody reaps it, so its number is nobody else's.
      if state.ending == nil { kill(process, signal) }
    }
  }

  private func writeAll(_ bytes: ArraySlice<UInt8>) -> Bool {
    let deadline = ContinuousClock.now + Self.patience
    var rest = bytes
    while let more = write(rest) {
      guard let descriptor = input.withLock({ $0 }), ContinuousClock.now < deadline else { return false }
      rest = more
      var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      // Not longer, so that an input closed by the test is noticed.
      unsafe poll(&wait, 1, 100)
    }
    return true
  }

  /// Writes what there is room for. Who does not read any more has read enough.
  ///
  /// - Returns: What there was no room for; nil if nothing is left to be written.
  private func write(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    input.withLock { descriptor in
      var rest = bytes
      while let descriptor, !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { rest = rest.dropFirst(count) }
        if count < 0, errno == EAGAIN { return rest }
        if count < 0, errno != EINTR { return nil }
      }
      return nil
    }
  }

  // MARK: Hearing

  /// The next line of standard output.
  ///
  /// - Throws: ``InVain`` when there is none in time or ever.
  package func hear(within limit: Duration = patience) async throws -> String {
    if let line = try await nextLine(within: limit) { return line }
    // Most likely it is about to end: how, is worth knowing.
    _ = try? await ending(within: .seconds(1))
    throw inVain("it has ended its output")
  }

  /// The lines from here to the end of standard output.
  package func rest(within limit: Duration = patience) async throws -> [String] {
    var lines: [String] = []
    while let line = try await nextLine(within: limit) { lines.append(line) }
    return lines
  }

  /// How the process ended.
  ///
  /// - Throws: ``InVain`` when it still runs after `limit`.
  package func ending(within limit: Duration = patience) async throws -> Ending {
    try await wait(for: "its end", within: limit) { $0.ending }
  }

  /// Returns when standard error holds `text`.
  package func complaint(of text: String) async throws {
    try await wait(for: "\"\(text)\" on its standard error") { state in
      String(decoding: state.words, as: UTF8.self).contains(text) ? () : nil
    }
  }

  /// Standard error so far.
  package var words: String { state.withLock { String(decoding: $0.words, as: UTF8.self) } }

  /// Standard output so far, heard or not.
  package var output: String { state.withLock { String(decoding: $0.output, as: UTF8.self) } }

  private func nextLine(within limit: Duration) async throws -> String? {
    try await wait(for: "a line", within: limit) { state -> String?? in
      if let end = state.output[max(state.searched, state.unheard)...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { state.unheard = end + 1 }
        return String(decoding: state.output[state.unheard..<end], as: UTF8.self)
      }
      state.searched = state.output.count
      guard state.outputHasEnded else { return nil }
      defer { state.unheard = state.output.count }
      let last = state.output[state.unheard...]
      return .some(last.isEmpty ? nil : String(decoding: last, as: UTF8.self))
    }
  }

  // MARK: Waiting

  @discardableResult
  private func wait<Value: Sendable>(
    for what: String, within limit: Duration = patience, _ value: @Sendable (inout State) -> Value?
  ) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    while true {
      let (value, change) = state.withLock { state in (value(&state), state.change) }
      if let value { return value }
      guard ContinuousClock.now < deadline, !Task.isCancelled else {
        throw inVain("waited \(limit) for \(what)")
      }
      await withTaskGroup { group in
        group.addTask { await change.wait() }
        group.addTask { try? await Task.sleep(until: deadline) }
        await group.next()
        group.cancelAll()
      }
    }
  }

  /// Waits without a deadline, for what follows surely from a killed process.
  private func until(_ holds: (State) -> Bool) async {
    while let change = state.withLock({ holds($0) ? nil : $0.change }) { await change.wait() }
  }

  private func change(_ body: (inout State) -> Void) {
    let latch = state.withLock { state in
      body(&state)
      defer { state.change = Latch() }
      return state.change
    }
    latch.open()
  }

  private func inVain(_ problem: String) -> InVain {
    let (ending, words) = state.withLock {
      ($0.ending, String(decoding: $0.words.suffix(4_000), as: UTF8.self))
    }
    let fate = ending.map { "It has ended: \($0)." } ?? "It still runs."
    return InVain(
      description:
        "a2a-bridge \(arguments.joined(separator: " ")): \(problem). \(fate) Standard error:\n\(words)")
  }

  // MARK: The threads' side

  private func take(_ stream: OutputPump.Stream, _ bytes: [UInt8]) {
    change { state in
      switch stream {
      case .output where bytes.isEmpty: state.outputHasEnded = true
      case .output: state.output += bytes
      case .words where bytes.isEmpty: state.wordsHaveEnded = true
      case .words: state.words += bytes
      }
    }
  }

  private func reap() {
    var info = unsafe siginfo_t()
    // Waits, but leaves it to be reaped under the lock that `send` takes too.
    while unsafe waitid(P_PID, id_t(process), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    change { state in
      var status: CInt = 0
      while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
      state.ending = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
    }
  }
}
