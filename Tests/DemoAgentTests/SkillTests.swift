import JSON
import Testing

@testable import DemoAgent

@Suite("What the skills understand and make") struct SkillTests {
  private func message(_ text: String) -> Message {
    Message(id: "m", role: .user, parts: [.text(text)], contextID: nil, taskID: nil)
  }

  @Test(
    "an answer names a package",
    arguments: [
      ("A", "A"), ("b", "B"), (" B. ", "B"), ("package a, please", "A"), ("the parcel B", "B"), ("C", nil),
      ("", nil),
      ("a good question", nil), ("package C", nil), ("track a package", nil),
    ] as [(String, String?)])
  func package(_ text: String, expected: String?) {
    #expect(TrackOrder.package(in: message(text)) == expected)
  }

  @Test(
    "a table is booked by words, by data, or by both",
    arguments: [
      (["Book a table"], .table, nil), (["for 4 guests"], .table, nil), (["at 19:30"], .table, nil),
      (["4 guests at 19:30"], .name, nil), (["for 99 guests at 19:30"], .table, nil),
      (["Book", #"{"guests":2,"time":"21:00"}"#], .name, nil),
      (["Book", #"{"guests":2,"time":"12:34"}"#], .table, nil),
      (["4 guests at 19:30", "Ada  Lovelace"], nil, "A table for 4 at 19:30 is booked for Ada Lovelace."),
      (["9 guests at 18:00", "Ada"], .confirmation(guests: 9), nil),
      (["9 guests at 18:00", "Ada", "yes please"], nil, "A table for 9 at 18:00 is booked for Ada."),
      (["9 guests at 18:00", "Ada", #"{"confirm":false}"#], nil, nil),
      (
        [#"{"guests":20,"time":"18:00","name":"Ada","confirm":true}"#], nil,
        "A table for 20 at 18:00 is booked for Ada."
      ),
    ] as [([String], Booking.Missing?, String?)])
  func booking(_ said: [String], missing: Booking.Missing?, sentence: String?) throws {
    var booking = Booking()
    for words in said {
      let part: Part =
        if words.hasPrefix("{") { .data(try JSONValue(parsing: Array(words.utf8))) } else { .text(words) }
      booking.hear(Message(id: "m", role: .user, parts: [part], contextID: nil, taskID: nil))
    }
    #expect(booking.missing == missing)
    #expect(booking.sentence == sentence)
  }

  @Test(
    "sizes are read",
    arguments: [
      ("10", 10), ("2KiB", 2_048), ("2 kb", 2_000), ("1MiB", 1 << 20), ("3 MB", 3_000_000), ("1gib", 1 << 30),
      ("5 bytes", 5),
      ("", nil), ("MiB", nil), ("1.5 MiB", nil), ("-1", nil), ("9999999999999999999", nil),
      ("9999999999999999 GiB", nil),
    ] as [(String, Int?)])
  func byteCount(_ text: String, bytes: Int?) {
    #expect(ByteCount(text)?.bytes == bytes)
  }

  @Test(
    "sizes are found in sentences",
    arguments: [
      ("big_report of 2 MiB", 2 << 20), ("a 512KB report", 512_000), ("big_report", 1 << 20),
      ("report 7 please", 1 << 20),
      ("3 reports of 4 kb", 4_000),
    ])
  func sizeInSentence(_ text: String, bytes: Int) {
    #expect(BigReport.size(in: message(text)) == bytes)
  }

  @Test("a report has exactly its size", arguments: [1, 63, 64, 65, 1_000, 70_000])
  func report(_ size: Int) {
    #expect(BigReport.text(0..<size).utf8.count == size)
  }

  @Test("a report is the same in chunks", arguments: [1, 63, 64, 65, 128, 999])
  func reportChunks(_ cut: Int) {
    #expect(BigReport.text(0..<cut) + BigReport.text(cut..<1_000) == BigReport.text(0..<1_000))
  }

  @Test(
    "places, numbers and words are found",
    arguments: [
      ("Weather in New York tomorrow", "New York", nil), ("5 days in Rome", "Rome", 5),
      ("in the mountains", nil, nil),
      ("a 3 day trip in São Paulo.", "São Paulo", 3), ("in", nil, nil),
    ] as [(String, String?, Int?)])
  func wish(_ text: String, place: String?, days: Int?) {
    #expect(Wish(text).place(after: ["in"]) == place)
    #expect(Wish(text).number(of: ["day", "days"]) == days)
  }

  @Test("only so much of a text is looked at")
  func wishLimit() {
    #expect(Wish(String(repeating: "x ", count: 1_000)).words.count == Wish.lengthLimit / 2)
  }

  @Test(
    "code is reviewed line by line",
    arguments: [
      ("let a = 1", []), ("let a = b!.c", ["force-unwrap"]), ("\tx ", ["trailing-blank", "tab-indentation"]),
      ("api_key: \"x\" // TODO", ["open-end", "secret-in-code"]),
      (String(repeating: "x", count: 101), ["line-too-long"]),
      (String(repeating: "x", count: 100), []),
    ])
  func review(_ line: String, rules: [String]) {
    let findings = CodeReview.review("\n" + line, of: "f")
    #expect(findings.map(\.rule) == rules)
    #expect(findings.allSatisfy { $0.line == 2 })
  }

  @Test("the same question has the same answer, another has another")
  func determinism() {
    #expect(WeatherForecast.forecast(of: "Oslo", days: 5) == WeatherForecast.forecast(of: "oslo", days: 5))
    #expect(WeatherForecast.forecast(of: "Oslo", days: 5) != WeatherForecast.forecast(of: "Rome", days: 5))
    for day in WeatherForecast.forecast(of: "Quito", days: 16) { #expect(day.low < day.high) }
  }

  @Test("a chart is a PNG with right checksums")
  func png() throws {
    let png = Chart.png(of: [1, 0, 3, -2])
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    var types: [String] = []
    var rest = png[8...]
    while rest.count >= 12 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let content = Array(rest.dropFirst(4).prefix(4 + length))
      let sum = rest.dropFirst(8 + length).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      #expect(PNG.crc32(content) == sum)
      types.append(String(decoding: content.prefix(4), as: UTF8.self))
      rest = rest.dropFirst(12 + length)
    }
    #expect(types == ["IHDR", "PLTE", "IDAT", "IEND"])
    #expect(rest.isEmpty)
  }

  @Test("checksums are those of the standards")
  func checksums() {
    // The check values of the algorithms' catalogues.
    #expect(PNG.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(PNG.adler32(Array("Wikipedia".utf8)) == 0x11E6_0398)
    #expect(Hash("a".utf8).value == 0xAF63_DC4C_8601_EC8C)
  }

  @Test(
    "base64 goes both ways",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"), ("\u{3FF}?>", "z78/Pg=="),
    ])
  func base64(_ plain: String, _ encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(plain.utf8))
  }

  @Test(
    "what is no base64 is refused",
    arguments: [
      "Z", "Zg", "Zg=", "Z===", "====", "Zh==", "Zm9=", "Z g=", "Zm8-", "Zg==Zg==", "=Zg=",
    ])
  func notBase64(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test("ids are UUIDs of version 4")
  func uniqueID() {
    #expect(UniqueID.uuid(high: 0, low: 0) == "00000000-0000-4000-8000-000000000000")
    #expect(UniqueID.uuid(high: .max, low: .max) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
    #expect(UniqueID.next() != UniqueID.next())
  }

  @Test(
    "timestamps follow the calendar",
    arguments: [
      (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_400, 7, "2000-02-29T00:00:00.007Z"),
      (1_709_251_199, 999, "2024-02-29T23:59:59.999Z"), (4_107_542_400, 50, "2100-03-01T00:00:00.050Z"),
      (1_767_225_599, 1, "2025-12-31T23:59:59.001Z"),
    ])
  func timestamp(seconds: Int, milliseconds: Int, text: String) {
    #expect(Timestamp(secondsSince1970: seconds, milliseconds: milliseconds).description == text)
  }
}
