/// One event of a `text/event-stream` (WHATWG HTML §9.2): its content. A2A uses nothing else of an event.
package struct ServerSentEvent: Sendable, Equatable {
  /// The content of the `data` lines, joined with line feeds.
  package var data: [UInt8]

  /// An event.
  package init(data: [UInt8]) { self.data = data }
}

/// An event grew beyond the limit of its `ServerSentEventParser`; the stream can't be read on.
package struct EventTooLarge: Error, Sendable, Equatable, CustomStringConvertible {
  /// The limit that was passed, in bytes.
  package let limit: Int

  /// One sentence.
  package var description: String { "a server-sent event is larger than \(limit) bytes" }
}
