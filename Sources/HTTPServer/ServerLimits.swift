/// What one client, and all of them together, may ask of a server.
package struct ServerLimits: Sendable, Equatable {
  /// Bytes of a request's body; a longer one is answered with 413.
  package var bodyBytes = 64 * 1024 * 1024
  /// Bytes of all bodies that are held at the same time; what has no room among them is answered with 503.
  package var heldBodyBytes = 512 * 1024 * 1024
  /// Bytes of one header field, name and value; a longer one is answered with 400.
  package var fieldBytes = 32 * 1024
  /// Bytes of all header fields of a request together; more are answered with 400.
  package var headerBytes = 128 * 1024
  /// Header fields of a request; more are answered with 400.
  package var fieldCount = 128
  /// Connections open at the same time; a further one is closed at once.
  package var connections = 1_024
  /// Requests that one connection of HTTP/2 may have open at the same time; the client is told of it, and a further one
  /// is refused.
  package var streams = 100
  /// How long a connection may take to bring its next whole request, and how long it may leave an answer unread.
  /// The time the answer itself takes does not count.
  package var stall: Duration = .seconds(60)

  /// The limits above, each of which can be changed afterwards.
  package init() {}
}
