/// The content of a response that is given whole, while it arrives.
struct CollectedBody: ~Copyable {
  /// The most memory that a mere announcement of length is worth.
  static let reservationLimit = 1 << 20

  private(set) var bytes: [UInt8] = []
  private var claim: MemoryClaim
  private let limit: Int
  /// How many bytes there will be, as far as is known.
  private var expected: Int

  /// - Parameters:
  ///   - limit: how many bytes may come; whoever appends sees to it.
  ///   - memory: where they count until they are taken.
  init(limit: Int, memory: MemoryBudget = MemoryBudget()) {
    self.limit = limit
    claim = MemoryClaim(on: memory)
    expected = limit
  }

  /// Makes room for a content of `length` bytes, as far as an announcement is to be believed.
  mutating func expect(_ length: Int) {
    guard length > 0 else { return }
    expected = min(length, limit)
    bytes.reserveCapacity(min(expected, Self.reservationLimit))
  }

  /// - Throws: `HTTPError` with the cause `overloaded` when there is no room for more.
  mutating func append(_ piece: RawSpan) throws(HTTPError) {
    try claim.cover(bytes.count + piece.byteCount)
    // A compressed content comes to more than was announced.
    if bytes.count + piece.byteCount > expected { expected = limit }
    bytes.makeRoom(for: piece.byteCount, expecting: expected)
    unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  /// Gives the bytes away and keeps nothing of them.
  mutating func take() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    claim.giveUp()
    return taken
  }
}
