import Testing

@testable import HTTP

struct CollectedBodyTests {
  private static let slack = 4096  // What the allocator rounds up to.

  @Test(arguments: [
    (1_000, 1 << 30, 1_000), (1 << 40, 1 << 50, CollectedBody.reservationLimit),
    (1 << 40, 5_000, 5_000), (0, 1 << 30, 0), (-1, 1 << 30, 0),
  ])
  func believesAnAnnouncementOnlySoFar(_ length: Int, _ limit: Int, _ reserved: Int) {
    var body = CollectedBody(limit: limit)
    body.expect(length)
    #expect((reserved...reserved + Self.slack).contains(body.bytes.capacity))
  }

  /// Announced and not, announced wrongly (as by a compressed content), and up to the limit.
  @Test(arguments: [
    (5 << 20, 1 << 30, 5 << 20), (nil, 1 << 30, 7_864_320), (10, 1 << 30, 7_864_320), (nil, 5 << 20, 5 << 20),
  ])
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
