import Encodings
import Testing

@Suite struct Base64URLTests {
  @Test(
    arguments: [
      ("", []), ("AA", [0]), ("-_8", [0xFB, 0xFF]), ("AQID", [1, 2, 3]), ("AQIDBA", [1, 2, 3, 4]),
    ] as [(String, [UInt8])]) func writesAndReads(_ text: String, _ bytes: [UInt8])
  {
    #expect(Base64URL.text(bytes) == text)
    #expect(Base64URL.bytes(text) == bytes)
  }

  /// Another way to write bytes would be another signature for the same.
  @Test(arguments: ["A", "AA==", "AB", "A A", "AA\n", "+/8", "AQID=", "AQI*", "ÄA", "AQIDB"])
  func readsNothingElse(_ text: String) {
    #expect(Base64URL.bytes(text) == nil)
  }
}
