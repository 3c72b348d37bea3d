/// How much of a response is accepted; more ends the exchange with an error that says so.
package struct HTTPLimits: Sendable, Equatable {
  /// Bytes of all status lines, header fields and trailer fields together, interim responses included.
  package var headerBytes: Int
  /// Header fields and trailer fields together, interim responses included.
  package var headerFields: Int
  /// Bytes of the content after decompression. For an event stream this counts all of the stream.
  package var bodyBytes: Int
  /// High-water mark of a streamed body: more than this waits in the network until the consumer has read.
  /// One arrival (up to 16 KiB) is always taken, however low the mark.
  package var bufferedBytes: Int

  /// Limits; the defaults suit a JSON answer.
  package init(
    headerBytes: Int = 64 << 10, headerFields: Int = 512, bodyBytes: Int = 16 << 20,
    bufferedBytes: Int = 64 << 10
  ) {
    self.headerBytes = headerBytes
    self.headerFields = headerFields
    self.bodyBytes = bodyBytes
    self.bufferedBytes = bufferedBytes
  }

  /// How many times as large as what arrives its decompressed form may be, beyond the first `freeExpansionBytes`: text
  /// shrinks to a tenth, what shrinks to a thousandth was made for that.
  package static let maximumExpansion = 100
  /// Content that is decompressed without a look at how much it was before.
  package static let freeExpansionBytes = 1 << 20
}
