/// Where a streamed answer writes its bytes.
package struct ResponseWriter: Sendable {
  private let sink: @Sendable ([UInt8]) async throws -> Void

  /// A writer that hands every chunk to `sink`; tests collect with it what a server would send.
  package init(_ sink: @escaping @Sendable ([UInt8]) async throws -> Void) {
    self.sink = sink
  }

  /// Sends `bytes` at once, waiting while the client does not keep up. Throws when the client is gone.
  package func write(_ bytes: [UInt8]) async throws {
    try await sink(bytes)
  }
}
