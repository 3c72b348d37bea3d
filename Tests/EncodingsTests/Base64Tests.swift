import Encodings
import Testing

@Suite struct Base64Tests {
  @Test(arguments: [
    ("QUJD", "QUJD", 3), ("QUI=", "QUI=", 2), ("QUI", "QUI=", 2), ("QQ==", "QQ==", 1), ("QQ", "QQ==", 1),
    ("-_-_", "+/+/", 3), ("QU\nJD ", "QUJD", 3), ("", "", 0),
  ]) func isMadeFit(_ raw: String, _ text: String, _ count: Int) {
    let base64 = Base64(raw)
    #expect(base64?.text == text)
    #expect(base64?.byteCount == count)
    #expect(base64?.bytes.count == count)
  }

  @Test(arguments: ["Q", "QUJDR", "Q=UJ", "%%%%", "QUJD====", "=", "Q==="]) func refuses(_ raw: String) {
    #expect(Base64(raw) == nil)
  }
}
