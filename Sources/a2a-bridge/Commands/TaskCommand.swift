import ArgumentParser
import Bridging
import JSON
import Settings

/// `a2a-bridge task`: what there is to be done with tasks that agents are, or were, at work on.
struct TaskCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Look at an agent's tasks, wait for one, or cancel it.",
    subcommands: [TaskGetCommand.self, TaskWaitCommand.self, TaskCancelCommand.self, TaskListCommand.self])
}

/// What every command on tasks has: the agents, and which of them is meant.
struct TaskOptions: ParsableArguments {
  @OptionGroup var options: BridgeOptions

  @Option(help: ArgumentHelp("The agent's name; not needed when there is only one.", valueName: "name"))
  var agent: String?

  @Flag(help: "Print the result as JSON, as in the answer to tools/call.")
  var json = false

  /// Calls one of the bridge's own tools for the agent that is meant.
  func call(_ tool: String, _ arguments: JSONObject) async throws {
    var (settings, logger) = try options.load()
    settings.tools.taskList = true
    let bridge = Bridge(settings, logger: logger)
    var arguments = arguments
    arguments["agent"] = .string(try await name(bridge))
    try await ToolInvocation(tool: tool, json: json).run(arguments, by: bridge)
  }

  private func name(_ bridge: Bridge) async throws(CommandFailure) -> String {
    if let agent { return agent }
    await bridge.askAgents()
    let names = bridge.agentNames
    if names.count == 1, let name = names.first { return name }
    let failed = bridge.reports.filter { $0.failure != nil }
    guard !names.isEmpty else {
      throw CommandFailure(
        failed.first?.failure.map { ExitStatus($0) } ?? .failed,
        failed.flatMap(\.lines).joined(separator: "\n"))
    }
    throw CommandFailure(.usage, "Which agent? Name one with --agent: \(names.joined(separator: ", "))")
  }
}

/// `a2a-bridge task get`: where a task stands now.
struct TaskGetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Show where a task stands, and its result once there is one.")

  @Argument(help: "The task's id, as the last line of a result shows it: task=…") var id: String
  @OptionGroup var task: TaskOptions

  func run() async throws {
    try await task.call("a2a_task_wait", ["task_id": .string(id), "wait_seconds": 0])
  }
}

/// `a2a-bridge task wait`: waits for a task to stop.
struct TaskWaitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait", abstract: "Wait for a task and print its result.")

  @Argument(help: "The task's id, as the last line of a result shows it: task=…") var id: String
  @OptionGroup var task: TaskOptions

  func run() async throws { try await task.call("a2a_task_wait", ["task_id": .string(id)]) }
}

/// `a2a-bridge task cancel`: asks an agent to stop working on a task.
struct TaskCancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Ask the agent to stop working on a task.")

  @Argument(help: "The task's id, as the last line of a result shows it: task=…") var id: String
  @OptionGroup var task: TaskOptions

  func run() async throws { try await task.call("a2a_task_cancel", ["task_id": .string(id)]) }
}

/// `a2a-bridge task list`: the tasks that an agent remembers.
struct TaskListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the tasks that an agent remembers, page by page.")

  @OptionGroup var task: TaskOptions

  @Option(help: ArgumentHelp("Only the tasks of this conversation.", valueName: "id"))
  var context: String?

  @Option(
    help: ArgumentHelp("Only the tasks in this state, such as working or completed.", valueName: "state"))
  var state: String?

  @Option(
    help: ArgumentHelp("The page to show: the token that the page before it ended with.", valueName: "token"))
  var page: String?

  func run() async throws {
    var arguments: JSONObject = [:]
    arguments["context_id"] = context.map { .string($0) }
    arguments["state"] = state.map { .string($0) }
    arguments["page"] = page.map { .string($0) }
    try await task.call("a2a_task_list", arguments)
  }
}
