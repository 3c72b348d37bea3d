import HTTP
import Telemetry
import TestSupport
import Testing

@testable import Auth

/// Secrets that a program counts out: each run of it prints another.
@Suite(.timeLimit(.minutes(2))) struct LiveSecretTests {
  private static let environment = ["PATH": "/usr/bin:/bin"]

  /// Runs `body` with a program that prints `tok-1`, `tok-2` and so on, and with what tells how often it has run.
  private static func counting(
    _ script: String = "", lifetime: Duration? = nil, _ body: (SecretSource, () -> Int) async throws -> Void
  ) async throws {
    try await TemporaryFolder.with { folder in
      let program = "\(folder)/program"
      try SecretProgramTests.write(
        "#!/bin/sh\necho run >> \"$1\"\n\(script)\necho tok-$(grep -c run \"$1\")\n", to: program)
      let source = SecretSource.command(
        SecretCommand(arguments: [program, "\(folder)/runs"], lifetime: lifetime))
      try await body(source) { SecretProgramTests.read("\(folder)/runs").split(separator: "\n").count }
    }
  }

  private static func secret(
    _ source: SecretSource, redaction: Redaction = Redaction(), clock: ManualClock = ManualClock()
  ) -> LiveSecret {
    let start = ContinuousClock.now
    return LiveSecret(
      source, redaction: redaction, environment: environment, limits: SecretProgram.Limits(),
      now: { start + clock.now.offset })
  }

  @Test func aKnownOneIsGivenAndStays() async throws {
    let secret = LiveSecret(.value(Secret("s")), redaction: Redaction())
    #expect(try await secret.current() == Secret("s"))
    #expect(await secret.refused(Secret("s")) == false)
    #expect(try await secret.current() == Secret("s"))
  }

  @Test func manyWantItAndOneAsks() async throws {
    try await Self.counting("sleep 0.3") { source, runs async throws in
      let secret = Self.secret(source)
      let answers = try await withThrowingTaskGroup(of: Secret.self) { group in
        for _ in 0..<64 { group.addTask { try await secret.current() } }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(answers == [Secret("tok-1")])
      #expect(runs() == 1)
    }
  }

  @Test func holdsAsLongAsItIsSaidTo() async throws {
    try await Self.counting(lifetime: .seconds(60)) { source, runs async throws in
      let clock = ManualClock()
      let secret = Self.secret(source, clock: clock)
      #expect(try await secret.current() == Secret("tok-1"))
      clock.advance(by: .seconds(59))
      #expect(try await secret.current() == Secret("tok-1"))
      clock.advance(by: .seconds(1))
      #expect(try await secret.current() == Secret("tok-2"))
      #expect(runs() == 2)
    }
  }

  @Test func refusedItIsAskedForAnew() async throws {
    try await Self.counting { source, runs async throws in
      let secret = Self.secret(source)
      #expect(try await secret.current() == Secret("tok-1"))
      #expect(await secret.refused(Secret("tok-1")))
      // Whoever hears of it later has nothing to add.
      #expect(await secret.refused(Secret("tok-1")))
      #expect(try await secret.current() == Secret("tok-2"))
      #expect(await secret.refused(Secret("tok-1")))
      #expect(try await secret.current() == Secret("tok-2"))
      #expect(runs() == 2)
    }
  }

  @Test func aFailureHoldsForAWhile() async throws {
    try await Self.counting("echo gone >&2; exit 4") { source, runs async throws in
      let clock = ManualClock()
      let secret = Self.secret(source, clock: clock)
      for second in [0, 4, 5] {
        clock.advance(by: .seconds(second) - clock.now.offset)
        let error = await #expect(throws: AuthorizationFailure.self) { try await secret.current() }
        #expect(error?.reason.contains("ended with status 4, and says \"gone\"") == true)
        #expect(runs() == (second < 5 ? 1 : 2))
      }
    }
  }

  @Test func whoGivesUpLeavesItToTheOthers() async throws {
    try await Self.counting("sleep 1") { source, runs async throws in
      let secret = Self.secret(source)
      async let patient = secret.current()
      let start = ContinuousClock.now
      await withTaskGroup(of: Bool.self) { group in
        group.addTask {
          do {
            _ = try await secret.current()
            return false
          } catch { return true }
        }
        try? await Task.sleep(for: .milliseconds(50))
        group.cancelAll()
        #expect(await group.next() == true)
      }
      let isEarly = ContinuousClock.now - start < .seconds(1)
      #expect(isEarly || runs() == 1)
      #expect(try await patient == Secret("tok-1"))
      #expect(runs() == 1)
    }
  }

  @Test func aCancelledTaskAsksNobody() async throws {
    try await Self.counting { source, runs async throws in
      let secret = Self.secret(source)
      await withTaskGroup(of: Void.self) { group in
        group.cancelAll()
        group.addTask {
          await #expect(throws: AuthorizationFailure.cancelled) { try await secret.current() }
        }
      }
      #expect(runs() == 0)
    }
  }

  @Test func whatIsPrintedIsRedacted() async throws {
    try await Self.counting("echo tok-1 >&2; [ $(grep -c run \"$1\") = 1 ] || exit 1") {
      source, _ async throws in
      let redaction = Redaction()
      let secret = Self.secret(source, redaction: redaction)
      #expect(try await secret.current() == Secret("tok-1"))
      #expect(redaction.redacting("Bearer tok-1") == "Bearer (secret)")
      #expect(await secret.refused(Secret("tok-1")))
      let error = await #expect(throws: AuthorizationFailure.self) { try await secret.current() }
      #expect(error?.reason.contains("says \"(secret)\"") == true)
    }
  }
}
