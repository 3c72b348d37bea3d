internal import HTTPServer
internal import JSON
internal import JSONRPC

/// Server-sent events that each carry a JSON-RPC response to one request (A2A 1.0 §9.4.2).
struct EventStream: Sendable {
  private let id: RequestID
  private let writer: ResponseWriter

  /// A response whose events `produce` sends.
  static func response(
    answering id: RequestID, _ produce: @escaping @Sendable (EventStream) async throws -> Void
  ) -> ServerResponse {
    .stream(fields: ["Content-Type": "text/event-stream", "Cache-Control": "no-store"]) { writer in
      try await produce(EventStream(id: id, writer: writer))
    }
  }

  /// JSON has no line breaks outside of strings and none unescaped inside, so one `data` line takes it all.
  func send(_ result: Result<JSONValue, RPCError>) async throws {
    var event = Array("data: ".utf8)
    RPCMessage.response(id: id, result).json.write(to: &event)
    event.append(contentsOf: "\n\n".utf8)
    try await writer.write(event)
  }
}
