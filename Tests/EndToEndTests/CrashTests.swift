import Glibc
import TestSupport
import Testing

/// What a crash shows.
@Suite("Crashes") struct CrashTests {
  @Test(
    "a crash shows nothing of the program's memory", arguments: [SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGQUIT])
  func withholdsMemory(_ signal: CInt) async throws {
    try await crashing(signal, [:]) { process in
      let ending = try await process.ending()
      #expect(ending == .signalled(signal))
      let words = process.words
      #expect(!words.contains("Registers"))
      #expect(!words.contains("crashed"))
    }
  }

  /// Without this the one above could not fail.
  @Test("whoever asks for it gets the report") func reportsOnDemand() async throws {
    try await crashing(SIGSEGV, ["SWIFT_BACKTRACE": "enable=yes"]) { process in
      try await process.complaint(of: "crashed")
    }
  }

  private func crashing(
    _ signal: CInt, _ environment: [String: String], _ look: (BridgeProcess) async throws -> Void
  ) async throws {
    try await BridgeProcess.running(["serve", "http://127.0.0.1:1"], environment: environment) { process in
      let host = try await Host.greeting(process)
      _ = try await host.listTools()
      process.send(signal)
      try await look(process)
    }
  }
}
