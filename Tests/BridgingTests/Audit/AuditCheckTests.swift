import JSON
import Storage
import TestSupport
import Testing

@testable import Bridging

/// What is found of what somebody does to an audit file.
@Suite struct AuditCheckTests {
  /// Writes so many lines, has `change` done to them, and checks what is left.
  private func check(
    _ count: Int = 6, _ change: (inout [[UInt8]]) -> Void
  ) async throws -> AuditCheck {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      try AuditSamples.write(AuditSamples.refusals(1...count), to: path)
      var lines = try AuditSamples.lines(path).map { Array(($0 + "\n").utf8) }
      change(&lines)
      try AuditSamples.overwrite(path, lines.joined())
      var check = AuditCheck()
      try SharedLogReading(path).forEach(limit: AuditLine.maxBytes) { check.take($0) }
      check.finish()
      return check
    }
  }

  struct Change: Sendable, CustomTestStringConvertible {
    let words: String
    let line: Int
    let kind: AuditCheck.Kind
    let change: @Sendable (inout [[UInt8]]) -> Void
    var testDescription: String { words }
  }

  /// Another text of a line, which is given the digest that fits it.
  private static func forged(_ line: [UInt8], _ reason: String) -> [UInt8] {
    guard let read = AuditLine(line.dropLast()) else { return [] }
    var members = read.object.members.filter { !["seq", "prev", "hash"].contains($0.name) }
    for index in members.indices where members[index].name == "reason" {
      members[index].value = .string(reason)
    }
    let before = AuditLine.Link(seq: read.link.seq - 1, hash: read.previous)
    return AuditLine.writing(members, after: before).bytes
  }

  @Test(
    "every change is found where it is",
    arguments: [
      Change(words: "a line is removed", line: 3, kind: .removed) { $0.remove(at: 2) },
      Change(words: "the first line is removed", line: 1, kind: .removed) { $0.remove(at: 0) },
      Change(words: "two lines are removed", line: 2, kind: .removed) { $0.removeSubrange(1...2) },
      Change(words: "two lines are swapped", line: 2, kind: .reordered) { $0.swapAt(1, 2) },
      Change(words: "the first two are swapped", line: 1, kind: .reordered) { $0.swapAt(0, 1) },
      Change(words: "a line is moved to the end", line: 2, kind: .reordered) { $0.append($0.remove(at: 1)) },
      Change(words: "a line is there twice", line: 4, kind: .repeated) { $0.insert($0[2], at: 3) },
      Change(words: "a line comes again at the end", line: 7, kind: .repeated) { $0.append($0[0]) },
      Change(words: "the last line is cut in the middle", line: 6, kind: .torn) {
        $0[5].removeLast(30)
      },
      Change(words: "a line in the middle is cut", line: 4, kind: .altered) {
        $0[3] = $0[3].prefix(80) + [0x0A]
      },
      Change(words: "a line is put between", line: 3, kind: .altered) {
        $0.insert(Array("{}\n".utf8), at: 2)
      },
      Change(words: "an empty line is put between", line: 3, kind: .altered) { $0.insert([0x0A], at: 2) },
      Change(words: "two lines are joined", line: 2, kind: .altered) { $0[1].removeLast() },
      Change(words: "a word of a line is another", line: 3, kind: .altered) {
        $0[2] = Array(String(decoding: $0[2], as: UTF8.self).replacing("refused", with: "allowed").utf8)
      },
      Change(words: "a word of the last line is another", line: 6, kind: .altered) {
        $0[5] = Array(String(decoding: $0[5], as: UTF8.self).replacing("refused", with: "allowed").utf8)
      },
      Change(words: "a line is written anew with its digest", line: 4, kind: .altered) {
        $0[2] = Self.forged($0[2], "nothing")
      },
      Change(words: "a line is longer than any", line: 2, kind: .altered) {
        $0[1] = [UInt8](repeating: 0x20, count: AuditLine.maxBytes) + $0[1]
      },
      Change(words: "a line is said to have been torn", line: 3, kind: .altered) {
        $0[2] = Array("oops\n".utf8)
      },
    ] as [Change])
  func findsChanges(_ change: Change) async throws {
    let check = try await check { change.change(&$0) }
    #expect(check.broken?.line == change.line)
    #expect(check.broken?.kind == change.kind)
  }

  @Test func findsEveryBytesChange() async throws {
    var line: [UInt8] = []
    _ = try await check(2) { line = Array($0[1].dropLast()) }
    for index in line.indices {
      for flip: UInt8 in [0x01, 0x20, 0x80] {
        var changed = line
        changed[index] ^= flip
        #expect(AuditLine(changed)?.isIntact != true, "byte \(index)")
      }
      var shorter = line
      shorter.remove(at: index)
      #expect(AuditLine(shorter)?.isIntact != true, "without byte \(index)")
      var longer = line
      longer.insert(0x20, at: index)
      #expect(AuditLine(longer)?.isIntact != true, "a blank at \(index)")
    }
  }

  @Test func everythingIsIntactThatNobodyHasTouched() async throws {
    let check = try await check { _ in }
    #expect(check.broken == nil)
    #expect((check.lines, check.first?.seq, check.last.seq) == (6, 1, 6))
  }

  @Test("lines cut off at the end are found by a hash that was noted")
  func anchor() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      try AuditSamples.write(AuditSamples.refusals(1...4), to: path)
      let hash = try #require(try AuditVerification(of: path).json["last"]?["hash"]?.string)
      #expect(try AuditVerification(of: path, expecting: hash).isIntact)
      let lines = try AuditSamples.lines(path)
      try AuditSamples.overwrite(path, Array((lines.prefix(3).joined(separator: "\n") + "\n").utf8))
      #expect(try AuditVerification(of: path).isIntact)
      let cut = try AuditVerification(of: path, expecting: hash)
      #expect(!cut.isIntact)
      #expect(cut.json["break"]?["kind"] == "cut")
      // What comes after the noted line makes no difference.
      try AuditSamples.write(AuditSamples.refusals(5...6), to: path)
      let third = try #require(AuditLine(Array(lines[2].utf8))).link.hash
      #expect(try AuditVerification(of: path, expecting: third).isIntact)
    }
  }

  @Test func aFileThatIsNotThereCantBeChecked() {
    #expect(throws: AuditVerification.Unreadable.self) {
      try AuditVerification(of: "/nonexistent/audit.jsonl")
    }
  }
}
