import JSON
import JSONRPC
import Logging
import MCP
import Synchronization
import TestSupport
import Testing

/// Tools for tests: `echo` answers at once, `wait` when the test lets it, `stubborn` likewise but deaf to cancellation.
final class GatedProvider: PartialProvider {
  private struct Gates {
    let started = Latch()
    let released = Latch()
    let cancelled = Latch()
  }

  private let gates = Mutex<[RequestID: Gates]>([:])
  private let list = Mutex(Latch())
  private let names: [String]

  /// - Parameter tools: the names of what it lists, in this order.
  init(tools: [String] = []) { names = tools }

  func settle() async { await list.withLock(\.self).wait() }

  func tools() -> [Tool] { names.map { Tool(name: $0, description: "", inputSchema: ["type": "object"]) } }

  func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
    let gates = gates(of: call.requestID)
    gates.started.open()
    switch call.name {
    case "echo": break
    case "wait":
      await gates.released.wait()
      if Task.isCancelled { gates.cancelled.open() }
    case "stubborn":
      await gates.released.waitEvenIfCancelled()
    default: throw RPCError(code: RPCError.invalidParams, message: "Unknown tool: \(call.name)")
    }
    return .result(ToolResult(content: [.text("\(call.name) \(call.arguments)")]))
  }

  func hasStarted(_ id: RequestID) async { await gates(of: id).started.wait() }
  func wasCancelled(_ id: RequestID) async { await gates(of: id).cancelled.wait() }
  func release(_ id: RequestID) { gates(of: id).released.open() }
  func releaseList() { list.withLock(\.self).open() }
  /// Makes listings wait again.
  func holdList() { list.withLock { $0 = Latch() } }

  private func gates(of id: RequestID) -> Gates {
    gates.withLock { gates in
      let found = gates[id] ?? Gates()
      gates[id] = found
      return found
    }
  }
}

/// A provider made of two closures.
struct ClosureProvider: PartialProvider {
  var list: @Sendable () -> [Tool] = { [] }
  var answer: @Sendable (ToolCall, ProgressReporter) throws(RPCError) -> ToolResult = { _, _ in
    ToolResult(content: [])
  }

  func tools() -> [Tool] { list() }

  func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
    .result(try answer(call, progress))
  }
}

/// Counts what happens on any thread.
final class Count: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .sequentiallyConsistent) }
  func add() { count.add(1, ordering: .sequentiallyConsistent) }
}

extension ServerInfo {
  static let test = ServerInfo(
    name: "a2a-bridge", title: "A2A bridge", version: "0.1.0", instructions: "Ask.")
}

extension MCPSession {
  convenience init(_ provider: some ServerProvider, limits: SessionLimits = SessionLimits()) {
    self.init(info: .test, provider: provider, limits: limits, log: .silent)
  }

  convenience init(
    _ provider: some ServerProvider, limits: SessionLimits = SessionLimits(), clock: ManualClock,
    log: Logger = .silent
  ) {
    self.init(info: .test, provider: provider, limits: limits, clock: clock, log: log)
  }
}

extension Logger {
  static let silent = Logger(label: "mcp") { _ in SwiftLogNoOpLogHandler() }
}

extension ProtocolVersion {
  static let legacy = allCases.filter { $0.era == .legacy }
}

extension JSONValue {
  /// A line that a session wrote.
  init(line: String?) throws { try self.init(parsing: Array(#require(line).utf8)) }
}

/// Lines as clients write them.
enum Lines {
  static func initialize(_ version: ProtocolVersion = .november2025) -> String {
    #"{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":"\#(version.rawValue)","capabilities":{}}}"#
  }

  static let initialized = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#
  static let listTools = #"{"jsonrpc":"2.0","id":"list","method":"tools/list"}"#
  /// - Parameter cursor: as JSON.
  static func listTools(after cursor: String) -> String {
    #"{"jsonrpc":"2.0","id":"list","method":"tools/list","params":{"cursor":\#(cursor)}}"#
  }

  static let ping = #"{"jsonrpc":"2.0","id":"ping","method":"ping"}"#
  static let pong = #"{"jsonrpc":"2.0","id":"ping","result":{}}"#

  static let envelope =
    #""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}"#

  /// A request of 2026-07-28.
  static func modern(_ method: String, id: Int = 1, _ params: String = "", meta: String = "") -> String {
    let params = params.isEmpty ? "" : ",\(params)"
    return
      #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":{"_meta":{\#(envelope)\#(meta)}\#(params)}}"#
  }

  /// `subscriptions/listen` of 2026-07-28.
  ///
  /// - Parameters:
  ///   - filter: the members of `notifications`.
  ///   - id: as JSON.
  static func listen(_ filter: String, id: String = "1", capabilities: String = "{}") -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"subscriptions/listen","params":{"_meta":{"#
      + #""io.modelcontextprotocol/protocolVersion":"2026-07-28","#
      + #""io.modelcontextprotocol/clientCapabilities":\#(capabilities)},"notifications":{\#(filter)}}}"#
  }

  static func call(_ tool: String, id: Int, token: String? = nil) -> String {
    let meta = token.map { #","_meta":{"progressToken":\#($0)}"# } ?? ""
    return
      #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)","arguments":{}\#(meta)}}"#
  }

  static func cancel(_ id: Int) -> String {
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id),"reason":"enough"}}"#
  }

  static func answer(_ text: String, id: Int) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"result":{"content":[{"type":"text","text":"\#(text)"}]}}"#
  }
}
