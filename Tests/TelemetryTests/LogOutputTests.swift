import FoundationEssentials
import Logging
import Telemetry
import Testing

private struct Bench {
  let sink = CollectingSink()
  let redaction = Redaction()
  let logger: Logger

  init(_ format: LogOptions.Format, level: LogLevel = .trace, isTerminal: Bool = false) {
    let options = LogOptions(level: level, format: format)
    let output = LogOutput(
      to: sink, isTerminal: isTerminal, options: options, redaction: redaction,
      now: { Timestamp(milliseconds: 1_795_165_507_042) })
    logger = output.logger(label: "bridge")
  }
}

private struct Trouble: Error, CustomStringConvertible {
  let description = "no luck"
}

struct LogOutputTests {
  static let stamp = "2026-11-20T09:05:07.042Z"

  @Test func writesTextForPeople() {
    let bench = Bench(.text)
    bench.logger.info("Card read", metadata: ["tool": "weather_now", "agent": "weather", "skills": "3"])
    #expect(bench.sink.lines == ["\(Self.stamp) info Card read agent=weather tool=weather_now skills=3\n"])
  }

  @Test func writesJSONForPrograms() {
    let bench = Bench(.json)
    bench.logger.warning(
      "Card read",
      metadata: [
        "z": "1", "request_id": "7", "agent": "weather", "count": .stringConvertible(3), "ok": "\(true)",
      ])
    let line =
      #"{"ts":"\#(Self.stamp)","level":"warning","msg":"Card read","agent":"weather","request_id":"7","count":3,"#
      + #""ok":"true","z":"1"}"# + "\n"
    #expect(bench.sink.lines == [line])
  }

  @Test(arguments: [
    (LogOptions.Format.auto, true, false), (.auto, false, true), (.text, true, false), (.text, false, false),
    (.json, true, true), (.json, false, true),
  ])
  func autoIsTextOnATerminal(_ format: LogOptions.Format, _ isTerminal: Bool, _ isJSON: Bool) {
    let bench = Bench(format, isTerminal: isTerminal)
    bench.logger.info("x")
    #expect(bench.sink.lines.first?.hasPrefix("{") == isJSON)
  }

  @Test(arguments: [
    ("a b", "\"a b\""), ("", "\"\""), ("a=b", "\"a=b\""), ("say \"x\"", "\"say \\\"x\\\"\""),
    ("x\ny", "\"x\\ny\""), ("https://a.example:8443/p?q", "https://a.example:8443/p?q"), ("é", "\"é\""),
  ])
  func quotesTextValuesThatNeedIt(_ value: String, _ expected: String) {
    let bench = Bench(.text)
    bench.logger.info("m", metadata: ["key": .string(value)])
    #expect(bench.sink.lines == ["\(Self.stamp) info m key=\(expected)\n"])
  }

  static let hostile = [
    "two\nlines", "\r\n{\"level\":\"critical\"}", "\u{1B}]0;title\u{7}", "\u{202E}gnp.exe", "a\u{2028}b",
    "\u{0}",
    "\u{9B}31m", "quote\" brace} comma,", "back\\slash",
  ]

  @Test(arguments: hostile, [LogOptions.Format.text, .json])
  func aRecordIsOneCleanLine(_ text: String, _ format: LogOptions.Format) throws {
    let bench = Bench(format)
    bench.logger.info(
      "\(text)", metadata: ["k\(text)": .string(text), "list": ["\(text)", ["in": "\(text)"]]])
    let line = try #require(bench.sink.lines.first)
    #expect(bench.sink.lines.count == 1)
    #expect(line.last == "\n")
    #expect(!line.dropLast().unicodeScalars.contains { $0.isUnsafeInText })
    if format == .json {
      let read = try JSONDecoder().decode(Loose.self, from: Data(line.utf8))
      #expect(read.msg == text)
      #expect(read.level == "info")
    }
  }

  private struct Loose: Decodable {
    let level: String
    let msg: String
  }

  @Test func metadataCannotReplaceTheLinesOwnMembers() throws {
    let bench = Bench(.json)
    bench.logger.info("real", metadata: ["msg": "forged", "ts": "0", "level": "critical", "truncated": "no"])
    let line = try #require(bench.sink.lines.first)
    for key in ["msg", "ts", "level", "truncated"] { #expect(line.contains("\"_\(key)\":")) }
    let read = try JSONDecoder().decode(Loose.self, from: Data(line.utf8))
    #expect(read.msg == "real" && read.level == "info")
  }

  @Test(arguments: [LogOptions.Format.text, .json])
  func aLineNeverPassesItsLimit(_ format: LogOptions.Format) throws {
    let bench = Bench(format)
    let long = String(repeating: "\u{1B}é", count: 5_000)
    var metadata: Logger.Metadata = [:]
    for number in 0..<100 { metadata["key\(number)"] = .string(long) }
    bench.logger.info("\(long)", metadata: metadata)
    let line = try #require(bench.sink.lines.first)
    #expect(line.utf8.count <= LogLine.maximumBytes)
    #expect(line.utf8.count > LogLine.maximumMessageBytes)
    #expect(line.hasSuffix(format == .json ? ",\"truncated\":true}\n" : " …\n"))
    if format == .json { _ = try JSONDecoder().decode(Loose.self, from: Data(line.utf8)) }
  }

  @Test func nestedMetadataIsShownToADepth() throws {
    let bench = Bench(.text)
    var value: Logger.MetadataValue = "deep"
    for _ in 0..<1_000 { value = [value] }
    bench.logger.info("m", metadata: ["v": value, "w": ["b": "2", "a": "1"]])
    #expect(bench.sink.lines == ["\(Self.stamp) info m v=\"[[[[[…]]]]]\" w=\"{a: 1, b: 2}\"\n"])
  }

  /// T10: a secret in a message, a value, a key, nested, in an error, at any level, in either format.
  @Test(arguments: LogLevel.allCases, [LogOptions.Format.text, .json])
  func secretsNeverReachTheSink(_ level: LogLevel, _ format: LogOptions.Format) throws {
    let bench = Bench(format)
    let canary = "sk-canary/7f3a+\"x"
    bench.redaction.register(Secret(canary))
    var logger = bench.logger
    logger[metadataKey: "carried"] = .string(canary)
    logger.log(
      level: Logger.Level(level), "Bearer \(canary) and \(Secret("other-canary"))",
      metadata: [
        "value": .string("x\(canary)"), canary: "key", "nested": ["a": [.string(canary)]],
        "holder": .stringConvertible(Secret("other-canary")),
        "encoded": .string(Data("user:\(canary)".utf8).base64EncodedString()),
        "Authorization": "Bearer unregistered-canary", "client_secret": .stringConvertible(12345),
        "deep": ["cookie": "unregistered-canary"],
      ])
    let line = try #require(bench.sink.lines.first)
    #expect(!line.contains("canary"))
    #expect(!line.contains("2FuYXJ5"))  // "canary" in the base64 of the line above.
    #expect(!line.contains("12345"))
    #expect(line.contains("(secret)"))
  }

  @Test func aSecretAcrossTheCutIsReplacedWhole() throws {
    let bench = Bench(.text)
    bench.redaction.register(Secret("sk-canary-7f3a"))
    for padding in (LogLine.maximumMessageBytes - 40)...LogLine.maximumMessageBytes + 2 {
      bench.logger.info("\(String(repeating: "a", count: padding))sk-canary-7f3a")
    }
    #expect(bench.sink.lines.count == 43)
    #expect(!bench.sink.lines.contains { $0.contains("sk-") })
  }

  @Test func theNearestMetadataWins() {
    let bench = Bench(.text)
    var logger = bench.logger
    logger[metadataKey: "a"] = "logger"
    logger[metadataKey: "b"] = "logger"
    logger[metadataKey: "c"] = "logger"
    logger.handler.metadataProvider = Logger.MetadataProvider { ["b": "provider", "c": "provider"] }
    logger.info("m", metadata: ["c": "statement"])
    #expect(logger[metadataKey: "a"] == "logger")
    #expect(bench.sink.lines == ["\(Self.stamp) info m a=logger b=provider c=statement\n"])
  }

  @Test func errorsAreShown() {
    let bench = Bench(.text)
    bench.logger.error("failed", error: Trouble())
    #expect(bench.sink.lines == ["\(Self.stamp) error failed error=\"no luck\"\n"])
  }

  @Test(arguments: LogLevel.allCases)
  func levelsBelowTheChosenAreSilent(_ level: LogLevel) {
    let bench = Bench(.text, level: level)
    for other in LogLevel.allCases { bench.logger.log(level: Logger.Level(other), "m") }
    let expected = LogLevel.allCases.drop { $0 != level }.map { "\(Self.stamp) \($0.rawValue) m\n" }
    #expect(bench.sink.lines == expected)
  }

  @Test func lostLinesAreCounted() {
    let bench = Bench(.text)
    bench.logger.info("one")
    bench.sink.refuse(3)
    bench.logger.info("two")
    bench.logger.info("three")  // The notice about the line before is refused as well.
    bench.logger.info("four")
    bench.logger.info("five")
    bench.logger.info("six")
    let notice = "\(Self.stamp) warning log lines were lost because nobody read them lost=3\n"
    #expect(
      bench.sink.lines == [
        "\(Self.stamp) info one\n", notice, "\(Self.stamp) info five\n", "\(Self.stamp) info six\n",
      ])
  }

  @Test(arguments: [
    ("trace", LogLevel.trace), ("INFO", .info), ("warn", .warning), ("Warning", .warning),
    ("critical", .critical),
    ("", nil), ("verbose", nil), ("inf", nil),
  ])
  func levelsAreReadAsTyped(_ name: String, _ expected: LogLevel?) {
    #expect(LogLevel(named: name) == expected)
  }
}
