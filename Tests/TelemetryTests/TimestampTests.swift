import Telemetry
import Testing

struct TimestampTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"),
      (1, "1970-01-01T00:00:00.001Z"),
      (-1, "1969-12-31T23:59:59.999Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (951_868_799_999, "2000-02-29T23:59:59.999Z"),
      (1_709_251_199_000, "2024-02-29T23:59:59.000Z"),
      (1_709_251_200_000, "2024-03-01T00:00:00.000Z"),
      (1_735_689_599_123, "2024-12-31T23:59:59.123Z"),
      (1_795_165_507_042, "2026-11-20T09:05:07.042Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    ] as [(Int64, String)])
  func isWrittenAsRFC3339(_ milliseconds: Int64, _ expected: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == expected)
  }

  @Test func nowIsInThisCentury() {
    let year = Int(Timestamp.now().description.prefix(4)) ?? 0
    #expect((2026..<2100).contains(year))
  }
}
