import JSON

/// The demo's script: what a host says to the bridge, and what comes back.
struct DemoShow {
  private let bridge: ChildBridge
  /// Where nothing can be kept, whoever runs the demo.
  private static let noFolder = "/dev/null/none"

  /// - Parameter url: Where the agent runs.
  init(url: String) throws(CommandFailure) {
    Console.print("# An A2A agent runs at \(url). A host starts \"a2a-bridge serve \(url)\" and says:\n")
    bridge = try ChildBridge(["serve", url, "--log-level", "error", "--state-dir", Self.noFolder])
  }

  func run() throws(CommandFailure) {
    let tools = try listTools()
    func tool(_ skill: String) -> String { tools.first { $0.hasSuffix(skill) } ?? skill }

    explain("An answer at once.")
    try call(tool("echo"), ["message": "Hello, agent!"])
    explain("A task that takes a while, streamed; the host asked for progress.")
    try call(tool("weather_forecast"), ["message": "The weather in Oslo, please."], progress: true)
    explain("The agent asks something. The answer goes back with the task's id.")
    let asked = try call(tool("track_order"), ["message": "Where is my order 4711?"])
    if let task = asked["_meta"]?["a2a-bridge/a2a"]?["taskId"] {
      try call(tool("track_order"), ["message": "Package A", "task_id": task])
    }
    explain("Several artifacts: text and data.")
    try call(tool("code_review"), ["message": "Review: func add(a: Int, b: Int) -> Int { a - b }"])
    explain("A file, which hosts show as an image.")
    try call(tool("chart"), ["message": "Draw the sales of this year."])
    explain("A task that fails is an error for the host too, in the agent's words.")
    try call(tool("flaky_report"), ["message": "The quarterly report, please."])

    let status = bridge.hangUp()
    guard status == 0 else { throw CommandFailure(.failed, "The bridge ended with status \(status)") }
    explain(
      "The host hung up, and the bridge has ended. To try it in a host of yours: a2a-bridge demo --serve")
  }

  private func listTools() throws(CommandFailure) -> [String] {
    _ = try ask(
      "initialize",
      [
        "protocolVersion": "2025-11-25", "capabilities": [:],
        "clientInfo": ["name": "demo-host", "version": "1.0.0"],
      ])
    try say(["jsonrpc": "2.0", "method": "notifications/initialized"])
    let result = try ask("tools/list", [:])
    return (result["tools"]?.array ?? []).compactMap { $0["name"]?.string }
  }

  @discardableResult
  private func call(
    _ tool: String, _ arguments: JSONObject, progress: Bool = false
  ) throws(CommandFailure) -> JSONValue {
    var parameters: JSONObject = ["name": .string(tool), "arguments": .object(arguments)]
    if progress { parameters["_meta"] = ["progressToken": "p-1"] }
    return try ask("tools/call", parameters)
  }

  private func ask(_ method: String, _ parameters: JSONObject) throws(CommandFailure) -> JSONValue {
    let id = JSONValue.string(method)
    try say(["jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(parameters)])
    while let line = try bridge.hear() {
      Console.print("← \(Self.shortened(line))")
      guard let message = try? JSONValue(parsing: Array(line.utf8)), message["id"] == id else { continue }
      guard let result = message["result"] else {
        throw CommandFailure(.failed, "The bridge refused \(method)")
      }
      return result
    }
    throw CommandFailure(.failed, "The bridge has ended too early")
  }

  private func say(_ message: JSONObject) throws(CommandFailure) {
    let line = JSONValue.object(message).text
    Console.print("→ \(line)")
    try bridge.say(line)
  }

  private func explain(_ words: String) { Console.print("\n# \(words)") }

  private static func shortened(_ line: String) -> String {
    let limit = 1_000
    return line.count <= limit ? line : "\(line.prefix(limit))… (\(line.utf8.count) bytes)"
  }
}
