import Testing

@testable import A2A

@Suite struct GRPCFrameReaderTests {
  private static let hello = Array("hello".utf8)
  private static let long = [UInt8](repeating: 7, count: 300)
  private static let body =
    GRPCFrameReader.frame(hello) + GRPCFrameReader.frame([]) + GRPCFrameReader.frame(long)

  @Test func writesFrames() {
    #expect(GRPCFrameReader.frame(Self.hello) == [0, 0, 0, 0, 5] + Self.hello)
    #expect(GRPCFrameReader.frame(Self.long).prefix(5) == [0, 0, 0, 1, 44])
  }

  @Test(arguments: [1, 2, 3, 5, 6, 11, 320]) func readsAnyCut(_ size: Int) throws {
    var reader = GRPCFrameReader(limit: 300)
    var messages: [[UInt8]] = []
    for start in stride(from: 0, to: Self.body.count, by: size) {
      messages += try reader.push(Array(Self.body[start..<min(Self.body.count, start + size)]))
    }
    try reader.finish()
    #expect(messages == [Self.hello, [], Self.long])
  }

  @Test(
    arguments: [
      ([1, 0, 0, 0, 1, 9], GRPCFrameReader.Problem.compressed),
      ([0, 0, 0, 1, 45], .tooLarge(301)),
      ([0, 255, 255, 255, 255], .tooLarge(4_294_967_295)),
    ] as [([UInt8], GRPCFrameReader.Problem)])
  func refuses(_ bytes: [UInt8], _ problem: GRPCFrameReader.Problem) {
    var reader = GRPCFrameReader(limit: 300)
    #expect(throws: problem) { try reader.push(bytes) }
  }

  @Test(arguments: [1, 4, 5, 9]) func noticesAMissingEnd(_ count: Int) throws {
    var reader = GRPCFrameReader(limit: 300)
    #expect(try reader.push(Array(Self.body.prefix(count))) == [])
    #expect(throws: GRPCFrameReader.Problem.cutShort) { try reader.finish() }
  }

  @Test(arguments: [
    (Duration.seconds(10), "10000000u"), (.milliseconds(1), "1000000n"), (.nanoseconds(1), "1n"),
    (.zero, "1n"), (.seconds(99), "99000000u"), (.seconds(100), "100000m"), (.seconds(99_999), "99999000m"),
    (.seconds(100_000), "100000S"), (.seconds(100_000_000), "1666667M"),
    (.seconds(100_000) + .nanoseconds(1), "100001S"), (.seconds(Int64.max), "99999999H"),
  ]) func writesTimeouts(_ duration: Duration, _ text: String) {
    #expect(GRPCTimeout(duration).description == text)
  }
}
