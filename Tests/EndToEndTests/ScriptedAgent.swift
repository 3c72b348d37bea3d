import JSON
import TestSupport

/// A2A agents of 1.0 that do what a script says, above all what no proper agent would.
///
/// Their one tool is `scripted_work`.
enum ScriptedAgent {
  /// What an answer throws to end its connection.
  struct HangUp: Error {}

  /// Answers one call; the request is read already.
  typealias Answer = @Sendable (ScriptedConnection, ReceivedRequest) throws -> Void

  static let tool = "scripted_work"

  /// Runs an agent that gives out a card, and answers what is posted with `answer`.
  static func serving<Value>(
    streaming: Bool = true, _ answer: @escaping Answer,
    whileRunning body: (ScriptedServer) async throws -> Value
  ) async throws -> Value {
    try await ScriptedServer.serving(
      { connection in
        while true {
          let request = try connection.readRequest()
          if request.method == "GET" {
            try connection.send(response(card(at: request["Host"] ?? "", streaming: streaming)))
          } else {
            do { try answer(connection, request) } catch is HangUp { return }
          }
        }
      }, whileRunning: body)
  }

  /// The card of an agent at `host`, an address with its port.
  static func card(at host: String, streaming: Bool = true) -> String {
    let card: JSONValue = [
      "name": "Scripted", "description": "Does as it was told.", "version": "1.0.0",
      "supportedInterfaces": [
        ["url": "http://\(host)/a2a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"]
      ],
      "capabilities": ["streaming": JSONValue(streaming)],
      "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
      "skills": [["id": "work", "name": "Work", "description": "Works.", "tags": []]],
    ]
    return card.text
  }

  /// A whole HTTP response.
  static func response(_ body: String, status: String = "200 OK", type: String = "application/json") -> String
  {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// A JSON-RPC answer as a whole HTTP response.
  static func result(_ result: JSONValue) -> String {
    response((["jsonrpc": "2.0", "id": 1, "result": result] as JSONValue).text)
  }

  /// The head of a stream of events, and events in it.
  static func stream(_ events: JSONValue...) -> String {
    let events = events.map { event in
      "data: \((["jsonrpc": "2.0", "id": 1, "result": event] as JSONValue).text)\n\n"
    }
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + events.joined()
  }

  /// A task of A2A 1.0.
  static func task(_ state: String, saying words: String? = nil) -> JSONValue {
    var status: JSONObject = ["state": .string("TASK_STATE_\(state)")]
    if let words {
      status["message"] = ["messageId": "m-1", "role": "ROLE_AGENT", "parts": [["text": .string(words)]]]
    }
    return ["id": "t-1", "contextId": "c-1", "status": .object(status)]
  }

  /// The operation that a posted request asks for.
  static func operation(_ request: ReceivedRequest) -> String? {
    (try? JSONValue(parsing: request.body))?["method"]?.string
  }
}
