import JSONRPC
import MCP
import Synchronization
import TestSupport

/// A provider of everything but tools, as a test wants it.
struct CatalogProvider: PartialProvider {
  var listedResources: [Resource] = []
  var listedTemplates: [ResourceTemplate] = []
  var listedPrompts: [Prompt] = []
  var reading: @Sendable (String) async throws(ResourceFailure) -> [ResourceContents] = {
    uri throws(ResourceFailure) in throw .notFound("There is no \(uri).")
  }
  var completing: @Sendable (CompletedArgument) -> [String] = { _ in [] }
  let watchedResources = Watches<Void>()
  let followedTasks = Watches<TaskSnapshot>()
  /// Opens when there is something to list.
  var settled: Latch?

  func settle() async { await settled?.wait() }

  func resources() -> [Resource] { listedResources }
  func resourceTemplates() -> [ResourceTemplate] { listedTemplates }
  func read(_ uri: String) async throws(ResourceFailure) -> [ResourceContents] { try await reading(uri) }
  func watch(_ uri: String, onChange: @Sendable () -> Void) async {
    await watchedResources.watch(uri) { onChange() }
  }

  func prompts() -> [Prompt] { listedPrompts }
  func prompt(_ name: String, _ arguments: [String: String]) throws(RPCError) -> PromptText {
    guard listedPrompts.contains(where: { $0.name == name }) else {
      throw RPCError(code: RPCError.invalidParams, message: "Unknown prompt: \(name)")
    }
    let words = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return PromptText(words.joined(separator: " "), description: "What \(name) says.")
  }
  func completions(of argument: CompletedArgument) -> [String] { completing(argument) }

  func followTask(
    _ id: String, onChange: @Sendable (TaskSnapshot) async -> Void
  ) async throws(RPCError) {
    await followedTasks.watch(id) { await onChange($0) }
  }
}

/// What a provider watches for its clients, moved by the test.
final class Watches<Value: Sendable>: Sendable {
  private struct Change: Sendable {
    let value: Value
    /// Opens when the client has been told.
    let done = Latch()
  }

  private struct State {
    var lastID = 0
    var watches: [String: [Int: AsyncStream<Change>.Continuation]] = [:]
    /// Opens, and is replaced, when somebody begins or ends to watch.
    var turn = Latch()

    mutating func nextTurn() -> Latch {
      defer { turn = Latch() }
      return turn
    }
  }

  private let state = Mutex(State())

  /// Watches until the task is cancelled.
  func watch(_ name: String, onChange: (Value) async -> Void) async {
    let (changes, continuation) = AsyncStream<Change>.makeStream()
    let (id, begun) = state.withLock { state in
      state.lastID += 1
      state.watches[name, default: [:]][state.lastID] = continuation
      return (state.lastID, state.nextTurn())
    }
    begun.open()
    for await change in changes {
      await onChange(change.value)
      change.done.open()
    }
    let ended = state.withLock { state in
      state.watches[name]?[id] = nil
      return state.nextTurn()
    }
    ended.open()
  }

  /// Tells everybody who watches `name`, and returns when they know.
  func change(_ name: String, to value: Value) async {
    let watches = state.withLock { Array($0.watches[name, default: [:]].values) }
    for watch in watches {
      let change = Change(value: value)
      watch.yield(change)
      await change.done.wait()
    }
  }

  /// Returns when so many watch `name`.
  func count(of name: String, is count: Int) async {
    while true {
      let turn = state.withLock { $0.watches[name, default: [:]].count == count ? nil : $0.turn }
      guard let turn else { return }
      await turn.wait()
    }
  }
}
