import Crypto
import Encodings
import Glibc
import JSON
import Settings
import Storage
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// Audit files for tests.
enum AuditSamples {
  static func words(
    _ arguments: AuditSettings.Arguments = .hash, redaction: Redaction = Redaction(),
    key: SymmetricKey = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
  ) -> AuditWords {
    AuditWords(session: "s-1", process: 42, arguments: arguments, key: key, redaction: redaction)
  }

  static func file(
    _ path: String, bytes: Int = 64 << 20, files: Int = 8, _ words: AuditWords = words()
  ) -> AuditFile {
    var settings = AuditSettings(file: path)
    (settings.fileBytes, settings.files) = (bytes, files)
    return AuditFile(settings, words)
  }

  static func record(_ event: AuditEvent) -> AuditRecord {
    AuditRecord(time: Timestamp(milliseconds: 1_800_000_000_000), event: event)
  }

  static func refusals(_ numbers: some Sequence<Int>) -> [AuditRecord] {
    numbers.map { record(.refused(agent: "weather", reason: "number \($0)")) }
  }

  /// Writes `records` to the file at `path` as one process would.
  static func write(_ records: [AuditRecord], to path: String) throws {
    var file = file(path)
    var written = 0
    try file.write(records, written: &written)
  }

  static func lines(_ path: String) throws -> [String] {
    String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    try FileSource.system.read(path, 1 << 30).bytes
  }

  static func overwrite(_ path: String, _ bytes: some Sequence<UInt8>) throws {
    try PrivateFile.replace(path, with: Array(bytes))
  }
}

@Suite struct AuditFileTests {
  private func line(_ text: String) throws -> AuditLine { try #require(AuditLine(text.utf8)) }

  @Test func aLineSaysWhatWasWhenAndIsChainedToTheOneBefore() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/state/audit.jsonl"
      try AuditSamples.write(AuditSamples.refusals(1...2), to: path)
      let lines = try AuditSamples.lines(path)
      #expect(
        lines[0].hasPrefix(
          #"{"seq":1,"time":"2027-01-15T08:00:00.000Z","pid":42,"session":"s-1","event":"refused","#
            + #""agent":"weather","reason":"number 1","prev":"\#(AuditLine.origin.hash)","hash":""#))
      let (first, second) = (try line(lines[0]), try line(lines[1]))
      #expect(first.isIntact && second.isIntact)
      #expect((second.link.seq, second.previous) == (2, first.link.hash))
      // As the description of the file says: the digest of the line without its last member.
      let bare = lines[0].utf8.dropLast(",\"hash\":\"\"}".utf8.count + 64) + "}".utf8
      #expect(SHA256.hash(data: Array(bare)).hexadecimal == first.link.hash)
      #expect(try TemporaryFolder.permissions(of: path) == 0o600)
      #expect(try TemporaryFolder.permissions(of: path + ".lock") == 0o600)
    }
  }

  /// An agent's words deceive nobody who reads the file, and mean the same.
  @Test func nothingInALineDeceives() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      let reason = "t\u{9B}31m\u{202E}\u{200B}\u{2028}\u{E0041}ü"
      try AuditSamples.write([AuditSamples.record(.refused(agent: "weather", reason: reason))], to: path)
      let lines = try AuditSamples.lines(path)
      #expect(lines[0].contains(#""reason":"t\u009b31m\u202e\u200b\u2028\udb40\udc41ü""#))
      #expect(try line(lines[0]).object["reason"] == .string(reason))
      #expect(try AuditVerification(of: path).isIntact)
    }
  }

  @Test func theChainGoesOnAfterARestart() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      for number in 1...3 { try AuditSamples.write(AuditSamples.refusals([number]), to: path) }
      #expect(try AuditVerification(of: path).isIntact)
      #expect(try AuditSamples.lines(path).count == 3)
    }
  }

  /// Whoever keeps fewer files than before finds no gap among them.
  @Test func fewerFilesThanBefore() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      var written = 0
      var file = AuditSamples.file(path, bytes: 2_000, files: 6)
      try file.write(AuditSamples.refusals(1...60), written: &written)
      #expect(try TemporaryFolder.files(in: folder).count == 7)
      file = AuditSamples.file(path, bytes: 2_000, files: 3)
      try file.write(AuditSamples.refusals(61...90), written: &written)
      #expect(try TemporaryFolder.files(in: folder).count == 4)
      #expect(try AuditVerification(of: path).isIntact)
    }
  }

  @Test func theChainGoesOnFromFileToFileAndTheOldestAreDropped() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      var file = AuditSamples.file(path, bytes: 2_000, files: 3)
      var written = 0
      try file.write(AuditSamples.refusals(1...50), written: &written)
      #expect(written == 50)
      let files = try TemporaryFolder.files(in: folder)
      #expect(
        files.map { $0.dropFirst(folder.utf8.count + 1) } == [
          "audit.jsonl", "audit.jsonl.1", "audit.jsonl.2", "audit.jsonl.lock",
        ])
      for file in files where !file.hasSuffix(".lock") {
        #expect(try AuditSamples.bytes(file).count <= 2_000)
        #expect(try line(AuditSamples.lines(file)[0]).event == "continued")
        #expect(try TemporaryFolder.permissions(of: file) == 0o600)
      }
      let verification = try AuditVerification(of: path)
      #expect(verification.isIntact)
      #expect(verification.text.contains { $0.hasPrefix("It begins with number ") })
      // A file in the middle is no less a part of it.
      _ = unsafe unlink(path + ".1")
      let broken = try AuditVerification(of: path)
      #expect(broken.json["break"]?["kind"] == "removed")
    }
  }

  @Test(arguments: [0, 1]) func aFileIsFullAtItsLimitAndNotBefore(_ more: Int) async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      try AuditSamples.write(AuditSamples.refusals([1, 2]), to: path)
      let size = try AuditSamples.bytes(path).count
      let other = "\(folder)/other.jsonl"
      var file = AuditSamples.file(other, bytes: size - more)
      var written = 0
      try file.write(AuditSamples.refusals([1, 2]), written: &written)
      #expect(try TemporaryFolder.files(in: folder).contains(other + ".1") == (more == 1))
    }
  }

  @Test func twoWritersMakeOneChain() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      try await withThrowingDiscardingTaskGroup { group in
        for writer in 0..<2 {
          group.addTask {
            var file = AuditSamples.file(path, bytes: 20_000, files: 100)
            for number in 0..<100 {
              var written = 0
              try file.write(AuditSamples.refusals([writer * 1_000 + number]), written: &written)
              await Task.yield()
            }
          }
        }
      }
      let verification = try AuditVerification(of: path)
      #expect(verification.isIntact, "\(verification.text)")
      let lines = try TemporaryFolder.files(in: folder).filter { !$0.hasSuffix(".lock") }
        .flatMap { try AuditSamples.lines($0) }
      #expect(lines.count { $0.contains(#""event":"refused""#) } == 200)
    }
  }

  /// How long a piece of the last line is left when a process dies.
  @Test(arguments: [1, 20, 200]) func aTornLineIsMendedInWords(_ count: Int) async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      try AuditSamples.write(AuditSamples.refusals([1, 2]), to: path)
      let bytes = try AuditSamples.bytes(path)
      let start = (bytes.firstIndex(of: 0x0A) ?? 0) + 1
      try AuditSamples.overwrite(path, bytes[..<(start + count)])
      let torn = try AuditVerification(of: path)
      #expect(torn.json["break"]?["kind"] == "torn")
      #expect(torn.json["break"]?["line"] == 2)
      try AuditSamples.write(AuditSamples.refusals([3]), to: path)
      let mended = try AuditVerification(of: path)
      #expect(mended.isIntact, "\(mended.text)")
      #expect(mended.json["torn"] == [["file": .string(path), "line": 2]])
      #expect(
        try AuditSamples.lines(path)[2].contains(#""event":"repaired","found":"torn","bytes":\#(count),"#))
    }
  }

  @Test func aLineThatLacksOnlyItsEndIsNoTornOne() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      try AuditSamples.write(AuditSamples.refusals([1]), to: path)
      try AuditSamples.overwrite(path, AuditSamples.bytes(path).dropLast())
      try AuditSamples.write(AuditSamples.refusals([2]), to: path)
      let verification = try AuditVerification(of: path)
      #expect(verification.isIntact)
      #expect(verification.json["lines"] == 2)
    }
  }

  @Test func garbageAtTheEndStaysVisible() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      try AuditSamples.write(AuditSamples.refusals([1]), to: path)
      try AuditSamples.overwrite(path, AuditSamples.bytes(path) + Array("what is this\n".utf8))
      try AuditSamples.write(AuditSamples.refusals([2]), to: path)
      let verification = try AuditVerification(of: path)
      #expect(verification.json["break"]?["kind"] == "altered")
      #expect(verification.json["break"]?["line"] == 2)
    }
  }

  @Test func nothingIsAddedToAFileOfSomebodyElse() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/notes.txt"
      try AuditSamples.overwrite(path, Array("dear diary\n".utf8))
      let failure = #expect(throws: PrivateFile.Failure.self) {
        try AuditSamples.write(AuditSamples.refusals([1]), to: path)
      }
      #expect(failure?.description.contains("something else") == true)
      #expect(try AuditSamples.lines(path) == ["dear diary"])
    }
  }

  @Test func aLinkIsNotFollowed() async throws {
    try await TemporaryFolder.with { folder in
      try AuditSamples.overwrite("\(folder)/target", [])
      _ = unsafe symlink("\(folder)/target", "\(folder)/audit.jsonl")
      #expect(throws: PrivateFile.Failure.self) {
        try AuditSamples.write(AuditSamples.refusals([1]), to: "\(folder)/audit.jsonl")
      }
      #expect(try AuditSamples.bytes("\(folder)/target") == [])
    }
  }

  /// What is taken away from under a process that remembers it is missed by the next line.
  @Test(arguments: [0, 1, 3]) func whoeverTakesLinesAwayIsFoundByTheNextLine(_ left: Int) async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      var file = AuditSamples.file(path)
      var written = 0
      try file.write(AuditSamples.refusals(1...5), written: &written)
      let lines = try AuditSamples.lines(path)
      if left == 0 {
        _ = unsafe unlink(path)
      } else {
        try AuditSamples.overwrite(path, lines.prefix(left).flatMap { Array(($0 + "\n").utf8) })
      }
      try file.write(AuditSamples.refusals([6]), written: &written)
      let next = try line(try AuditSamples.lines(path)[left])
      #expect((next.event, next.link.seq) == ("repaired", 6))
      #expect(next.object["lines"] == JSONValue(5 - left))
      #expect(try AuditVerification(of: path).json["break"]?["kind"] == "removed")
    }
  }

  @Test func oldFilesThatAreGoneAreMissed() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      var file = AuditSamples.file(path, bytes: 2_000, files: 4)
      var written = 0
      try file.write(AuditSamples.refusals(1...50), written: &written)
      #expect(try AuditVerification(of: path).isIntact)
      for number in [3, 2] { _ = unsafe unlink(SharedLog.name(path, number)) }
      let verification = try AuditVerification(of: path)
      #expect(!verification.isIntact)
      #expect(verification.json["break"] == ["kind": "missing", "files": 2])
      #expect(verification.text.first?.hasPrefix("2 of the 3 older files") == true)
    }
  }

  @Test(arguments: [0, -1, Int.max, Int.min]) func numbersThatNobodyHasCountedToAreNone(_ number: Int) throws
  {
    let members = [JSONObject.Member(name: "event", value: "x")]
    let text = String(
      decoding: AuditLine.writing(members, after: AuditLine.origin).bytes.dropLast(), as: UTF8.self)
    let other = text.replacing("\"seq\":1", with: "\"seq\":\(number)")
    #expect(AuditLine(text.utf8) != nil)
    #expect(AuditLine(other.utf8) == nil)
  }

  @Test func aFileThatWasOpenToOthersIsClosedToThem() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      try AuditSamples.write(AuditSamples.refusals([1]), to: path)
      _ = unsafe chmod(path, 0o666)
      try AuditSamples.write(AuditSamples.refusals([2]), to: path)
      #expect(try TemporaryFolder.permissions(of: path) == 0o600)
    }
  }

  @Test func otherFilesBesideItAreNoneOfIt() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      try AuditSamples.write(AuditSamples.refusals([1]), to: path)
      for suffix in [".01", ".0", ".x", ".-1", ".1.gz"] { try AuditSamples.overwrite(path + suffix, [0x0A]) }
      #expect(try AuditVerification(of: path).isIntact)
    }
  }

  @Test func nobodyIsWaitedForWithoutEnd() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      try AuditSamples.write(AuditSamples.refusals([1]), to: path)
      guard let lock = try FileLock.taking(path + ".lock") else {
        Issue.record("Nobody else has it")
        return
      }
      var log = SharedLog(path, attempts: 3)
      let failure = #expect(throws: PrivateFile.Failure.self) {
        try log.exclusively { (_) throws(PrivateFile.Failure) in }
      }
      #expect(failure?.description.contains("for too long") == true)
      // Who only reads does without.
      let count = try SharedLogReading(path, attempts: 3).count
      #expect(count == 1)
      lock.release()
    }
  }
}
