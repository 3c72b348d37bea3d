import Testing

@testable import DemoAgent

@Suite("Values of gRPC") struct GRPCValuesTests {
  @Test(
    "timeouts are digits and a unit",
    arguments: [
      ("1H", .seconds(3_600)), ("2M", .seconds(120)), ("3S", .seconds(3)), ("45m", .milliseconds(45)),
      ("6u", .microseconds(6)), ("99999999n", .nanoseconds(99_999_999)), ("", nil), ("S", nil), ("1", nil),
      ("100000000S", nil), ("-1S", nil), ("1.5S", nil), ("1s", nil), ("1 S", nil),
    ] as [(String, Duration?)])
  func timeout(_ text: String, duration: Duration?) {
    #expect(GRPCTimeout(text)?.duration == duration)
  }

  @Test("a frame holds its message", arguments: [0, 1, 255, 256, 70_000])
  func frame(_ length: Int) throws {
    let message = [UInt8](repeating: 7, count: length)
    #expect(try GRPCFrame.unwrap(GRPCFrame.wrap(message)) == message)
  }
}
