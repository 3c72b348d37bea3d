import Testing

@testable import Settings

struct SizeTextTests {
  @Test(
    arguments: [
      ("1KiB", 1_024), ("512KiB", 524_288), ("1MiB", 1 << 20), ("2GiB", 2 << 30), ("0064MiB", 64 << 20),
      ("1023KiB", 1_047_552), ("1", nil), ("1MB", nil), ("1M", nil), ("1mib", nil), ("MiB", nil), ("", nil),
      ("-1MiB", nil), ("1.5MiB", nil), ("1 MiB", nil), ("1MiB ", nil), ("１MiB", nil),
      ("1000000000000GiB", nil),
      ("9999999999999KiB", nil), ("0KiB", nil), ("5GiB", nil),
    ] as [(String, Int?)])
  func aSizeIsReadWithItsUnit(_ text: String, _ expected: Int?) {
    #expect((try? SizeText.reading(text, in: 1_024...(4 << 30))) == expected)
  }

  @Test(arguments: [
    (1_024, "1KiB"), (1_536, "1536B"), (1 << 20, "1MiB"), (3 << 30, "3GiB"), (1_000, "1000B"),
  ])
  func aSizeIsWrittenInItsLargestUnit(_ bytes: Int, _ expected: String) {
    #expect(SizeText.text(bytes) == expected)
  }

  @Test(arguments: [
    (#""1023B""#, #"must be a size with a unit (KiB, MiB, GiB) such as "1MiB"; found "1023B""#),
    (#""1MB""#, #"must be a size with a unit (KiB, MiB, GiB) such as "1MiB"; found "1MB""#),
    (#""17MiB""#, #"must be from "1KiB" to "16MiB"; found "17MiB""#),
    ("1024", #"needs a unit: write "1024KiB" or "1024MiB" instead of 1024"#),
    ("true", #"must be a size such as "1MiB"; found a boolean"#),
  ]) func aBadSizeIsNamed(_ json: String, _ expected: String) {
    let lines = Configuration(agent: #""limits": {"cardSize": \#(json)}"#).problems()
    #expect(lines.map { $0.drop { $0 != " " }.dropFirst() } == ["agents[0].limits.cardSize \(expected)"])
  }
}
