import DemoAgent
import Foundation
import TestSupport
import Testing

/// What a host sees of the bridge, to the letter: any change in it is a change of these files.
///
/// `A2A_BRIDGE_RECORD=1 swift test --filter SessionTests` writes them anew from what the hosts say in them.
@Suite("Recorded sessions") struct SessionTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/sessions")

  static let sessions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"]

  @Test("a session goes as it did when it was recorded", arguments: sessions)
  func replay(_ name: String) async throws {
    let file = Self.folder.appending(path: "\(name).txt")
    let recorded = try RecordedSession(String(contentsOf: file, encoding: .utf8))
    let replayed = try await DemoAgent(pace: .immediate).withRunning { url in
      try await TemporaryFolder.with { home in
        // The second start knows the agent's card from the first, whatever comes first then.
        _ = try await BridgeProcess.run(["tools", url], home: home)
        return try await BridgeProcess.running(["serve", url], home: home) { bridge in
          let session = try await recorded.replayed(
            saying: { try await bridge.say($0) }, hearing: { try await bridge.hear() })
          bridge.closeInput()
          #expect(try await bridge.rest() == [], "lines that the record does not have")
          #expect(try await bridge.ending() == .exited(0))
          return session
        }
      }
    }
    guard ProcessInfo.processInfo.environment["A2A_BRIDGE_RECORD"] == nil else {
      return try replayed.text.write(to: file, atomically: true, encoding: .utf8)
    }
    for (was, now) in zip(recorded.lines, replayed.lines) { #expect(now == was) }
  }

  @Test(
    "what differs from run to run is named in the order in which it comes up, and found again by its name")
  func names() {
    var names = SessionNames()
    let first = "7f3b1c9e-0a4d-4c11-9f7e-2b6a5d8c9e01"
    let second = "7f3b1c9e-0a4d-4c11-9f7e-2b6a5d8c9e02"
    #expect(names.named("\(second) \(first) \(second)") == "<uuid-1> <uuid-2> <uuid-1>")
    #expect(
      names.named("at 2026-11-26T01:02:03.456Z on 127.0.0.1:41241") == "at <time> on 127.0.0.1:<port-1>")
    #expect(names.named(first) == "<uuid-2>")
    #expect(
      names.filled("go on with <uuid-2> at <port-1>, not <uuid-3>")
        == "go on with \(first) at 41241, not <uuid-3>")
  }
}
