import Testing

@testable import Settings

struct DurationTextTests {
  @Test(arguments: [
    ("5s", Duration.seconds(5)), ("0s", .zero), ("200ms", .milliseconds(200)), ("1m", .seconds(60)),
    ("1h", .seconds(3_600)), ("1m30s", .seconds(90)), ("1h1m1s1ms", .milliseconds(3_661_001)),
    ("1.5s", .milliseconds(1_500)), ("0.001s", .milliseconds(1)), ("0.001ms", .microseconds(1)),
    ("2.25h", .seconds(8_100)), ("1h30s", .seconds(3_630)), ("90s", .seconds(90)), ("007s", .seconds(7)),
    ("720h", .seconds(2_592_000)), ("1s500ms", .milliseconds(1_500)),
  ])
  func areReadExactly(_ text: String, _ expected: Duration) throws {
    #expect(try DurationText.duration(text) == expected)
  }

  @Test(arguments: [
    "", "s", "5", "5S", "5 s", " 5s", "5s ", "-5s", "+5s", "5sec", "5d", "1s1m", "1s1s", "1m1h", "1..5s",
    ".5s", "1.s",
    "1.0001s", "1e3s", "٥s", "5s5", "1m 30s", "9999999999999s", "999999999999h", "1,5s", "5ｓ", "5m\u{0}",
  ])
  func areRefused(_ text: String) {
    #expect(throws: Unusable.self) { try DurationText.duration(text) }
  }

  @Test func areBounded() {
    #expect(throws: Unusable("must be at most \"720h\" (30 days)")) { try DurationText.duration("720h1ms") }
    #expect(throws: Unusable("must be longer than zero")) { try DurationText.limit("0h0m0s0ms") }
  }
}
