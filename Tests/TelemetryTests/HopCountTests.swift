import Testing

@testable import Telemetry

@Suite struct HopCountTests {
  @Test(
    arguments: [
      ("0", 0), ("1", 1), ("007", 7), ("1000000", 1_000_000), ("1000001", HopCount.highest),
      ("99999999999999999999999", HopCount.highest),
      ("", nil), ("-1", nil), ("+1", nil), (" 1", nil), ("1.0", nil), ("x", nil), ("١", nil),
    ] as [(String, Int?)])
  func readsDigits(_ text: String, _ count: Int?) { #expect(HopCount.read(text) == count) }

  @Test(arguments: [(0, 0), (3, 3), (-1, nil), (nil, nil), (.max, HopCount.highest)] as [(Int?, Int?)])
  func readsNumbers(_ number: Int?, _ count: Int?) { #expect(HopCount.read(number) == count) }
}
