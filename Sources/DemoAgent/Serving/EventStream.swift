internal import HTTPServer
internal import JSON

/// Server-sent events that each carry one JSON value (A2A 1.0 §9.4.2, §11.7).
struct EventStream: Sendable {
  private let writer: ResponseWriter

  /// A response whose events `produce` sends.
  static func response(
    _ produce: @escaping @Sendable (EventStream) async throws -> Void
  ) -> ServerResponse {
    .stream(fields: ["Content-Type": "text/event-stream", "Cache-Control": "no-store"]) { writer in
      try await produce(EventStream(writer: writer))
    }
  }

  /// JSON has no line breaks outside of strings and none unescaped inside, so one `data` line takes it all.
  func send(_ json: JSONValue) async throws {
    var event = Array("data: ".utf8)
    json.write(to: &event)
    event.append(contentsOf: "\n\n".utf8)
    try await writer.write(event)
  }
}
