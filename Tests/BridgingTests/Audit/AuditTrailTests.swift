import Glibc
import JSON
import Settings
import Storage
import Telemetry
import TestSupport
import Testing

@testable import Bridging

@Suite(.timeLimit(.minutes(1))) struct AuditTrailTests {
  private let log = CollectingLog()
  private let time = SkippedTime()

  private func trail(_ path: String) -> AuditTrail {
    AuditTrail(
      AuditSettings(file: path), keys: KeyRing(stateDirectory: nil, logger: log.logger),
      redaction: Redaction(), logger: log.logger, timing: time.timing,
      now: { Timestamp(milliseconds: 1_800_000_000_000) })
  }

  @Test func writesWhatIsRecordedWhileItRuns() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      let trail = trail(path)
      trail.record(.configured(agents: ["a"]))
      await withDiscardingTaskGroup { group in
        group.addTask { await trail.run() }
        while (try? AuditSamples.lines(path))?.count != 1, !Task.isCancelled { await Task.yield() }
        trail.record(.cardAccepted(agent: "a"))
        trail.finish()
      }
      trail.flush()
      let verification = try AuditVerification(of: path)
      #expect(verification.isIntact)
      #expect(verification.json["lines"] == 2)
      #expect(log.lines == [])
    }
  }

  @Test func aCommandWritesAtItsEnd() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      let trail = trail(path)
      trail.record(.cardAccepted(agent: "a"))
      trail.flush()
      let lines = try AuditSamples.lines(path)
      #expect(lines.count == 1)
    }
  }

  @Test func withoutAFileNothingIsWritten() async throws {
    let trail = AuditTrail()
    trail.record(.cardAccepted(agent: "a"))
    await trail.run()
    trail.flush()
  }

  @Test(
    "what can't be written is kept, up to a limit; what is lost is counted in the file", arguments: [0, 1, 5])
  func survivesADiskError(_ more: Int) async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      // A folder stands where the file should be.
      _ = unsafe mkdir(path, 0o700)
      let trail = trail(path)
      for _ in 0..<(AuditTrail.capacity + more) { trail.record(.cardAccepted(agent: "a")) }
      trail.flush()
      #expect(log.lines.first?.hasPrefix("error the audit file can't be written") == true)
      #expect(log.lines.last == "error \(AuditTrail.capacity + more) audit events are lost")
      _ = unsafe rmdir(path)
      trail.flush()
      let lines = try AuditSamples.lines(path)
      #expect(lines.count == AuditTrail.capacity + (more > 0 ? 1 : 0))
      let lost = AuditLine(Array((lines.last ?? "").utf8))?.object["events"]
      #expect(lost == (more > 0 ? JSONValue(more) : JSONValue?.none))
      #expect(try AuditVerification(of: path).isIntact)
    }
  }

  @Test func complainsOnceAMinute() async throws {
    let trail = trail("/dev/null/audit.jsonl")
    func complaints() -> Int { log.lines.count { $0.contains("can't be written") } }
    trail.record(.cardAccepted(agent: "a"))
    for (pass, count) in [(Duration.zero, 1), (.seconds(59), 1), (.seconds(1), 2), (.zero, 2)] {
      time.pass(pass)
      trail.flush()
      #expect(complaints() == count)
    }
  }

  @Test(arguments: [("/nonexistent/a/b.jsonl", getuid() == 0), ("/dev/null/a.jsonl", false)])
  func checkSaysThatNoFileCanBeMade(_ path: String, _ canBeMade: Bool) {
    let finding = AuditFinding.finding(of: AuditSettings(file: path))
    #expect((finding == nil) == canBeMade)
    #expect(finding.map(\.severity) == (canBeMade ? nil : .error))
  }

  @Test(arguments: [(0o600, false), (0o640, true), (0o604, true), (0o400, false)] as [(mode_t, Bool)])
  func checkSaysWhoElseMayUseTheFile(_ mode: mode_t, _ isFound: Bool) async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/audit.jsonl"
      #expect(AuditFinding.finding(of: AuditSettings(file: path)) == nil)
      try AuditSamples.overwrite(path, [])
      _ = unsafe chmod(path, mode)
      let finding = AuditFinding.finding(of: AuditSettings(file: path))
      // Whoever is root may write everything.
      if mode & 0o200 != 0 || getuid() == 0 {
        #expect((finding?.severity == .warning) == isFound)
        #expect(finding?.fix == (isFound ? "chmod 600 \(path)" : nil))
      } else {
        #expect(finding?.severity == .error)
      }
    }
  }
}
