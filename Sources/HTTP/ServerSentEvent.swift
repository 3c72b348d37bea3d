/// One event of a `text/event-stream` (WHATWG HTML §9.2).
package struct ServerSentEvent: Sendable, Equatable {
  /// The event's type; nil when the server named none, which means `message`.
  package var event: String?
  /// The content of the `data` lines, joined with line feeds.
  package var data: [UInt8]
  /// The last event id in force at this event, set by it or by one before; nil when there was none yet.
  package var id: String?
  /// The reconnection time in milliseconds, if this event set one.
  package var retry: Int?

  /// An event.
  package init(event: String? = nil, data: [UInt8], id: String? = nil, retry: Int? = nil) {
    self.event = event
    self.data = data
    self.id = id
    self.retry = retry
  }
}

/// An event grew beyond `ServerSentEventParser.maxEventBytes`; the stream can't be read on.
package struct EventTooLarge: Error, Sendable, Equatable, CustomStringConvertible {
  /// The limit that was passed, in bytes.
  package let limit: Int
  /// The events that were complete before the one that wasn't, in the bytes pushed last.
  package let preceding: [ServerSentEvent]

  /// One sentence.
  package var description: String { "a server-sent event is larger than \(limit) bytes" }
}
