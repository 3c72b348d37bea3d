import ArgumentParser
import Bridging
import JSON
import Settings

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
    try await ToolInvocation(tool: tool, json: json)
      .run(arguments, by: Bridge(settings, hops: Environment.hops, logger: logger))
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
}
