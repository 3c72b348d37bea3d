import JSON
import JSONRPC
import MCP
import Synchronization
import TestSupport

/// A provider whose calls and tasks are played by a test; it remembers what it was asked, and
/// reports each call.
final class PlayedProvider: PartialProvider {
  typealias Play = @Sendable (ToolCall) async throws(RPCError) -> ToolAnswer
  /// Gets the number of the look, from 1.
  typealias Look = @Sendable (Int) async throws(RPCError) -> TaskSnapshot

  /// Gets what a task is answered.
  typealias Take = @Sendable ([String: Elicitation.Answer]) throws(RPCError) -> Void

  private struct State {
    var calls: [ToolCall] = []
    var answers: [[String: Elicitation.Answer]] = []
    var looks = 0
    var cancelled: [String] = []
  }

  private let list: [Tool]
  private let play: Play
  private let look: Look
  private let take: Take
  private let state = Mutex(State())

  init(
    tools: [Tool] = [], _ play: @escaping Play = { _ in .result(ToolResult(content: [])) },
    look: @escaping Look = { _ throws(RPCError) in
      throw RPCError(code: RPCError.invalidParams, message: "Unknown task")
    }, take: @escaping Take = { _ in }
  ) {
    list = tools
    self.play = play
    self.look = look
    self.take = take
  }

  var calls: [ToolCall] { state.withLock { $0.calls } }
  /// What tasks were answered.
  var answers: [[String: Elicitation.Answer]] { state.withLock { $0.answers } }
  /// The tasks that were cancelled.
  var cancelled: [String] { state.withLock { $0.cancelled } }

  func tools() -> [Tool] { list }

  func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
    let count = state.withLock { state in
      state.calls.append(call)
      return state.calls.count
    }
    progress.report("call \(count)")
    return try await play(call)
  }

  func task(_ id: String) async throws(RPCError) -> TaskSnapshot { try await next() }
  func settledTask(_ id: String) async throws(RPCError) -> TaskSnapshot { try await next() }

  func answer(_ answers: [String: Elicitation.Answer], ofTask id: String) async throws(RPCError) {
    state.withLock { $0.answers.append(answers) }
    try take(answers)
  }

  func cancelTask(_ id: String) async throws(RPCError) -> TaskSnapshot {
    state.withLock { $0.cancelled.append(id) }
    return try await next()
  }

  private func next() async throws(RPCError) -> TaskSnapshot {
    let number = state.withLock { state in
      state.looks += 1
      return state.looks
    }
    return try await look(number)
  }
}

extension ToolAnswer {
  static func text(_ text: String) -> ToolAnswer { .result(ToolResult(content: [.text(text)])) }
}

extension ToolQuestion {
  /// Which city, in a form.
  static let city = ToolQuestion(
    key: "q1", .form(message: "Which city?", ElicitationForm([.init("city", .text(), title: "City")])),
    state: "st/a\u{e9}te", fallback: ToolResult(content: [.text("The agent asks: Which city?")]))

  /// To sign in, at a page.
  static let page = ToolQuestion(
    key: "q2", .page(message: "Sign in", url: "https://example.com/auth?x=1"), state: "s2",
    fallback: ToolResult(content: [.text("Sign in at the page")]))
}

extension Lines {
  /// The envelope of a client that declares `capabilities`, which are JSON.
  static func envelope(_ capabilities: String) -> String {
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","#
      + #""io.modelcontextprotocol/clientCapabilities":\#(capabilities)}"#
  }

  /// A request of a modern client that declares `capabilities`, with further params.
  static func request(
    _ method: String, id: Int = 1, _ capabilities: String, _ params: String...
  ) -> String {
    let params = [envelope(capabilities)] + params
    return
      #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":{\#(params.joined(separator: ","))}}"#
  }

  /// A request without an envelope.
  static func legacy(_ method: String, id: Int, _ params: String) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":{\#(params)}}"#
  }

  static func initialize(_ version: ProtocolVersion, _ capabilities: String) -> String {
    let params = #""protocolVersion":"\#(version.rawValue)","capabilities":\#(capabilities)"#
    return #"{"jsonrpc":"2.0","id":"init","method":"initialize","params":{\#(params)}}"#
  }

  /// What a client writes back to a request of the server.
  static func response(_ id: String, _ result: String) -> String {
    #"{"jsonrpc":"2.0","id":"\#(id)","result":\#(result)}"#
  }

  static let asking = #"{"elicitation":{"form":{},"url":{}}}"#
  static let askingWithTasks =
    #"{"elicitation":{"form":{},"url":{}},"extensions":{"io.modelcontextprotocol/tasks":{}}}"#
  static let withTasks = #"{"extensions":{"io.modelcontextprotocol/tasks":{}}}"#

  /// A `_meta` of a modern result.
  static let serverInfo =
    #""_meta":{"io.modelcontextprotocol/serverInfo":{"name":"a2a-bridge","title":"A2A bridge","version":"0.1.0"}}"#

  static func modernAnswer(_ members: String, id: Int = 1) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"result":{\#(members),\#(serverInfo)}}"#
  }
}
