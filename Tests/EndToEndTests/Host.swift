import JSON
import TestSupport
import Testing

/// An MCP host that has started `a2a-bridge serve` and speaks one version of the protocol with it.
///
/// Whatever it hears must be a JSON-RPC message.
final class Host {
  let process: BridgeProcess
  let version: HostVersion
  /// What the host can do beside calling tools, as it tells the bridge.
  let capabilities: JSONObject
  /// The host's user: gets the params of `elicitation/create`, and gives the result.
  var user: ((JSONValue) throws -> JSONObject)?
  private var lastID = 0
  /// Messages that came while another was awaited.
  private(set) var unasked: [JSONValue] = []

  private init(_ process: BridgeProcess, _ version: HostVersion, _ capabilities: JSONObject) {
    self.process = process
    self.version = version
    self.capabilities = capabilities
  }

  /// Starts `a2a-bridge serve` with `arguments`, runs `body` with a host that has greeted it, and hangs up, whereupon
  /// the bridge must end well.
  static func serving<Value>(
    _ arguments: [String], as version: HostVersion = .november2025, environment: [String: String] = [:],
    home: String? = nil, capabilities: JSONObject = [:], _ body: (Host) async throws -> Value
  ) async throws -> Value {
    try await BridgeProcess.running(["serve"] + arguments, environment: environment, home: home) { process in
      let host = Host(process, version, capabilities)
      try await host.greet()
      let value = try await body(host)
      process.closeInput()
      for line in try await process.rest() { _ = try host.message(in: line) }
      #expect(try await process.ending() == .exited(0))
      return value
    }
  }

  /// A host at the end of a process's pipes, for tests that say themselves how the process ends.
  static func greeting(
    _ process: BridgeProcess, as version: HostVersion = .november2025, capabilities: JSONObject = [:]
  ) async throws -> Host {
    let host = Host(process, version, capabilities)
    try await host.greet()
    return host
  }

  private func greet() async throws {
    guard !version.isModern else { return }
    let result = try await ask("initialize", Self.greeting(version, capabilities))
    try #require(result["protocolVersion"] == .string(version.rawValue))
    try await say(["jsonrpc": "2.0", "method": "notifications/initialized"])
  }

  static func greeting(_ version: HostVersion, _ capabilities: JSONObject = [:]) -> JSONObject {
    [
      "protocolVersion": .string(version.rawValue), "capabilities": .object(capabilities),
      "clientInfo": ["name": "test-host", "version": "1.0"],
    ]
  }

  // MARK: Requests

  /// Asks, and waits for the result.
  ///
  /// - Throws: ``Refusal`` when the answer is an error.
  func ask(_ method: String, _ parameters: JSONObject = [:]) async throws -> JSONValue {
    try await answer(to: request(method, parameters))
  }

  /// Asks without waiting.
  ///
  /// - Returns: The request's id.
  func request(_ method: String, _ parameters: JSONObject = [:]) async throws -> Int {
    lastID += 1
    var parameters = parameters
    let meta = (parameters["_meta"]?.object?.members ?? []) + version.envelope(capabilities).members
    if !meta.isEmpty { parameters["_meta"] = .object(JSONObject(meta)) }
    try await say([
      "jsonrpc": "2.0", "id": JSONValue(lastID), "method": .string(method), "params": .object(parameters),
    ])
    return lastID
  }

  func notify(_ method: String, _ parameters: JSONObject = [:]) async throws {
    try await say(["jsonrpc": "2.0", "method": .string(method), "params": .object(parameters)])
  }

  func answer(to id: Int) async throws -> JSONValue {
    let message = try await message { $0["id"] == JSONValue(id) }
    if let result = message["result"] { return result }
    throw Refusal(code: message["error"]?["code"]?.int, message: message["error"]?["message"]?.string)
  }

  /// The next message for which `isWanted` holds; what comes before it is kept for others who ask.
  func message(where isWanted: (JSONValue) -> Bool) async throws -> JSONValue {
    if let index = unasked.firstIndex(where: isWanted) { return unasked.remove(at: index) }
    while true {
      let message = try message(in: try await process.hear())
      if isWanted(message) { return message }
      if try await !answers(message) { unasked.append(message) }
    }
  }

  /// Has the user answer a question of the bridge, if it is one and there is a user.
  private func answers(_ message: JSONValue) async throws -> Bool {
    guard let user, message["method"] == "elicitation/create", let id = message["id"] else { return false }
    let answer = try user(try #require(message["params"]))
    try await say(["jsonrpc": "2.0", "id": id, "result": .object(answer)])
    return true
  }

  func say(_ message: JSONObject) async throws {
    try await process.say(JSONValue.object(message).text)
  }

  /// The one message of a line; anything else on standard output is a defect.
  private func message(in line: String) throws -> JSONValue {
    let message = try JSONValue(parsing: Array(line.utf8))
    try #require(message["jsonrpc"] == "2.0", "not a JSON-RPC message: \(line)")
    return message
  }

  /// An error instead of a result.
  struct Refusal: Error, Equatable {
    let code: Int?
    let message: String?
  }
}

// MARK: - Tools

extension Host {
  /// The tools' names in order.
  func listTools() async throws -> [String] {
    let result = try await ask("tools/list")
    return try #require(result["tools"]?.array).compactMap { $0["name"]?.string }
  }

  /// The tool of the demo agent's skill.
  func tool(_ skill: String) -> String { "demo_agent_\(skill)" }

  /// Calls a tool without waiting for its answer.
  func start(_ tool: String, _ arguments: JSONObject, progressToken: String? = nil) async throws -> Int {
    var parameters: JSONObject = ["name": .string(tool), "arguments": .object(arguments)]
    if let progressToken { parameters["_meta"] = ["progressToken": .string(progressToken)] }
    return try await request("tools/call", parameters)
  }

  func call(_ tool: String, _ arguments: JSONObject, progressToken: String? = nil) async throws -> CallAnswer
  {
    CallAnswer(try await answer(to: start(tool, arguments, progressToken: progressToken)))
  }

  /// Calls a tool, and has the user answer what it asks, however this version asks it, until there is a result.
  func call(
    _ tool: String, _ arguments: JSONObject, user: @escaping (JSONValue) throws -> JSONObject
  ) async throws -> CallAnswer {
    self.user = user
    defer { self.user = nil }
    var answer = try await call(tool, arguments)
    while answer.json["resultType"] == "input_required" {
      answer = try await retry(tool, arguments, answer.json, user)
    }
    return answer
  }

  /// Makes a call again that has asked something, with what the user says to it.
  func retry(
    _ tool: String, _ arguments: JSONObject, _ asked: JSONValue, _ user: (JSONValue) throws -> JSONObject
  ) async throws -> CallAnswer {
    var responses: JSONObject = [:]
    for request in asked["inputRequests"]?.object?.members ?? [] {
      responses[request.name] = .object(try user(try #require(request.value["params"])))
    }
    return try await retry(tool, arguments, state: asked["requestState"] ?? .null, responses)
  }

  func retry(
    _ tool: String, _ arguments: JSONObject, state: JSONValue, _ responses: JSONObject
  ) async throws -> CallAnswer {
    CallAnswer(
      try await ask(
        "tools/call",
        [
          "name": .string(tool), "arguments": .object(arguments), "requestState": state,
          "inputResponses": .object(responses),
        ]))
  }

  /// The next progress notification for `token`.
  func progress(_ token: String) async throws -> JSONValue {
    let message = try await message {
      $0["method"] == "notifications/progress" && $0["params"]?["progressToken"] == .string(token)
    }
    return try #require(message["params"])
  }

  /// The progress notifications for `token` that have come and that nobody asked for.
  func unaskedProgress(_ token: String) -> [JSONValue] {
    unasked.filter { $0["method"] == "notifications/progress" }.compactMap { $0["params"] }
      .filter { $0["progressToken"] == .string(token) }
  }
}
