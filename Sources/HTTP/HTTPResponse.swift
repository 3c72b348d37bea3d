/// A response whose head has arrived and whose body is arriving.
package struct HTTPResponse: Sendable {
  /// Status and header fields.
  package let head: Head
  /// The content as it arrives.
  package let body: Body

  /// Where what is kept of the content counts.
  package let memory: MemoryBudget

  /// The fields that followed the content; none before the body has ended, nor after an error.
  package var trailers: HTTPFields { body.exchange.trailers }

  /// Whether the content is a stream of server-sent events.
  package var isEventStream: Bool { head.isEventStream }

  /// The status and the header fields of the final response.
  package struct Head: Sendable, Equatable {
    /// The status code, 200 to 999.
    package var status: Int
    /// The header fields, names as the server wrote them.
    package var fields: HTTPFields

    /// A head with `status` and `fields`.
    package init(status: Int, fields: HTTPFields = [:]) {
      self.status = status
      self.fields = fields
    }

    /// Whether the content is a stream of server-sent events, by its media type; parameters don't matter.
    package var isEventStream: Bool { isOfType(Self.eventStream) }

    /// Whether the content is JSON, by its media type; parameters don't matter.
    var isJSON: Bool { isOfType(Self.json) }

    private static let eventStream = Array("text/event-stream".utf8)
    private static let json = Array("application/json".utf8)

    private func isOfType(_ wanted: [UInt8]) -> Bool {
      guard let field = fields["content-type"] else { return false }
      let type = field.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
      return type.count == wanted.count
        && zip(type, wanted).allSatisfy { ($0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0) == $1 }
    }
  }
}

extension HTTPResponse {
  /// The content in pieces as they arrive; reading slowly slows the sender down.
  ///
  /// There is one reader: pieces are handed out once, whichever iterator asks. After an error nothing follows.
  package struct Body: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = HTTPError

    let exchange: Exchange

    /// Takes the pieces in order.
    package struct Iterator: AsyncIteratorProtocol {
      fileprivate let exchange: Exchange

      /// The bytes that have arrived since the last call, never an empty array; nil at the end.
      package func next() async throws(HTTPError) -> [UInt8]? { try await exchange.next() }

      /// The bytes that have arrived since the last call, never an empty array; nil at the end.
      package func next(isolation: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
        try await exchange.next()
      }
    }

    /// The reader of the pieces.
    package func makeAsyncIterator() -> Iterator { Iterator(exchange: exchange) }
  }
}
