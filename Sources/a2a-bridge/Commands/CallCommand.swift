import ArgumentParser
import Bridging
import JSON
import JSONRPC
import MCP

/// `a2a-bridge call`: one tool call, as a host would make it.
struct CallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Call one tool and print its result.")

  @Argument(help: "The tool's name, as \"a2a-bridge tools\" lists it.")
  var tool: String

  @OptionGroup var options: BridgeOptions

  @Option(help: ArgumentHelp("The message for the agent.", valueName: "words"))
  var text: String?

  @Option(help: ArgumentHelp("Structured input for the agent, sent beside the message.", valueName: "object"))
  var data: String?

  @Option(help: ArgumentHelp("The task to answer or to go on with.", valueName: "id"))
  var task: String?

  @Option(help: ArgumentHelp("The conversation to continue.", valueName: "id"))
  var context: String?

  @Option(help: ArgumentHelp("All arguments at once; the other options win over it.", valueName: "object"))
  var arguments: String?

  @Flag(help: "Print the result as JSON, as in the answer to tools/call.")
  var json = false

  func run() async throws {
    let arguments = try callArguments()
    let (settings, logger) = try options.load()
    let bridge = Bridge(settings, logger: logger)
    let result = try await result(of: bridge, arguments)
    Console.print(json ? JSONValue.object(result.json(for: .july2026)).text : result.text)
    if result.isError { throw CommandFailure(status(of: result), "The call failed; its result says why.") }
    if result.isUnfinished(of: tool) {
      throw CommandFailure(.timeout, "The agent is still working; a longer --wait would have waited for it.")
    }
  }

  /// What comes of the call. A signal ends it, and the agent is told.
  private func result(of bridge: Bridge, _ arguments: JSONObject) async throws -> ToolResult {
    let signals = TerminationSignals()
    let result: Result<ToolResult, RPCError>
    do throws(RPCError) {
      result = .success(
        try await bridge.call(
          tool, arguments, onProgress: { Console.showProgress($0 ?? "still working") },
          stopping: { signals.onSignal($0) }))
    } catch {
      result = .failure(error)
    }
    Console.showProgress("")
    if let status = signals.exitStatus { throw Interruption(exitStatus: status) }
    return try result.mapError { failure($0, bridge) }.get()
  }

  /// A tool that is not there may be one of an agent that could not be asked.
  private func failure(_ error: RPCError, _ bridge: Bridge) -> CommandFailure {
    let missing = bridge.reports.filter { $0.failure != nil }
    let words = ["\(error.message). Try: a2a-bridge tools"] + missing.flatMap(\.lines)
    return CommandFailure(missing.first.map { ExitStatus($0) } ?? .failed, words.joined(separator: "\n"))
  }

  private func callArguments() throws -> JSONObject {
    var all = try object(arguments, option: "--arguments") ?? [:]
    if let text { all["message"] = .string(text) }
    if let data = try object(data, option: "--data") { all["data"] = .object(data) }
    if let task { all["task_id"] = .string(task) }
    if let context { all["context_id"] = .string(context) }
    return all
  }

  private func object(_ text: String?, option: String) throws -> JSONObject? {
    guard let text else { return nil }
    let value: JSONValue
    do throws(JSONSyntaxError) {
      value = try JSONValue(parsing: Array(text.utf8))
    } catch {
      throw CommandFailure(.usage, "\(option) is no JSON: \(error)")
    }
    guard let object = value.object else { throw CommandFailure(.usage, "\(option) takes a JSON object") }
    return object
  }

  private func status(of result: ToolResult) -> ExitStatus {
    switch result.failure {
    case .unreachable: .unreachable
    case .credentials: .auth
    case .timeout: .timeout
    case .other, nil: .failed
    }
  }
}

extension ToolResult {
  /// The text that a model would read.
  fileprivate var text: String {
    content.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "\n\n")
  }
}
