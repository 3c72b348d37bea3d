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
    #expect((reserved...reserved + Self.slack).contains(body.bytes.capacity))
  }

  /// Announced and not, announced wrongly (as by a compressed content), and up to the limit.
  private static let bodies: [(Int?, Int, Int)] = [
    (5 * mebi, gibi, 5 * mebi), (nil, gibi, 7_864_320), (10, gibi, 7_864_320), (nil, 5 * mebi, 5 * mebi),
  ]

  @Test(arguments: bodies)
  func keepsLittleToSpare(_ length: Int?, _ limit: Int, _ most: Int) {
    let (piece, count) = ([UInt8](repeating: 7, count: 16 << 10), 5 << 20)
    var body = CollectedBody(limit: limit)
    if let length { body.expect(length) }
    for _ in 0..<(count / piece.count) { unsafe body.append(piece.span.bytes) }
    #expect(body.bytes.capacity <= most + 64 << 10)
    #expect(body.take().count == count)
    #expect(body.bytes.capacity == 0)
  }
}
