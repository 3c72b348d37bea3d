import Testing

@testable import HTTP

struct CollectedBodyTests {
  private static let slack = 4096  // What the allocator rounds up to.

  // The types are said because the compiler takes half a minute to find them.
  private static let announcements: [(Int, Int, Int)] = [
    (1_000, gibi, 1_000), (1_024 * gibi, 1_024 * 1_024 * gibi, CollectedBody.reservationLimit),
    (1_024 * gibi, 5_000, 5_000), (0, gibi, 0), (-1, gibi, 0),
  ]
  private static let mebi = 1 << 20
  private static let gibi = 1 << 30

  @Test(arguments: announcements)
  func believesAnAnnouncementOnlySoFar(_ length: Int, _ limit: Int, _ reserved: Int) {
    var body = CollectedBody(limit: limit)
    body.expect(length)
    let capacity = body.bytes.capacity
    #expect((reserved...reserved + Self.slack).contains(capacity))
  }

  /// Announced and not, announced wrongly (as by a compressed content), and up to the limit.
  private static let bodies: [(Int?, Int, Int)] = [
    (5 * mebi, gibi, 5 * mebi), (nil, gibi, 7_864_320), (10, gibi, 7_864_320), (nil, 5 * mebi, 5 * mebi),
  ]

  @Test(arguments: bodies)
  func keepsLittleToSpare(_ length: Int?, _ limit: Int, _ most: Int) throws {
    let (piece, count) = ([UInt8](repeating: 7, count: 16 << 10), 5 << 20)
    var body = CollectedBody(limit: limit)
    if let length { body.expect(length) }
    for _ in 0..<(count / piece.count) { try unsafe body.append(piece.span.bytes) }
    let capacity = body.bytes.capacity
    #expect(capacity <= most + 64 << 10)
    let taken = body.take()
    #expect(taken.count == count)
    let left = body.bytes.capacity
    #expect(left == 0)
  }

  @Test func countsInTheBudgetUntilTaken() throws {
    let memory = MemoryBudget(bytes: 100)
    let piece = [UInt8](repeating: 7, count: 40)
    var first = CollectedBody(limit: 1_000, memory: memory)
    try unsafe first.append(piece.span.bytes)
    #expect(memory.takenBytes == 40)
    do {
      var second = CollectedBody(limit: 1_000, memory: memory)
      try unsafe second.append(piece.span.bytes)
      var cause: HTTPError.Cause?
      do throws(HTTPError) { try unsafe second.append(piece.span.bytes) } catch { cause = error.cause }
      #expect(cause == .overloaded)
      #expect(memory.takenBytes == 80)
    }
    #expect(memory.takenBytes == 40)
    let taken = first.take()
    #expect(taken == piece)
    #expect(memory.takenBytes == 0)
  }
}
