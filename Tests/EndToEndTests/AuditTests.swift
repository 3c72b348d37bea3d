import DemoAgent
import Glibc
import JSON
import Settings
import TestSupport
import Testing

/// The file in which calls are written down.
@Suite("Audit") struct AuditTests {
  private static func configuration(_ url: String, _ more: String = "") -> String {
    """
    {"agents": [{"name": "demo", "url": "\(url)", "headers": {"X-Key": "canary-4711"}}],
     "audit": {"file": "audit/calls.jsonl", "arguments": "full"\(more)}}
    """
  }

  @Test("two bridges write one chain, and verify finds what somebody does to it")
  func twoProcesses() async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      try await Configuration.with(Self.configuration(url, #", "maxSize": "64KiB""#)) { file in
        try await withThrowingDiscardingTaskGroup { group in
          for process in 0..<2 {
            group.addTask {
              try await Host.serving(["--config", file]) { host in
                for call in 0..<60 {
                  _ = try await host.call("demo_echo", ["message": "\(process) \(call) canary-4711"])
                }
              }
            }
          }
        }
        let path = String(file.dropLast("bridge.json".count)) + "audit/calls.jsonl"
        let end = try await BridgeProcess.run(["audit", "verify", "--config", file, "--json"])
        #expect(end.ending == .exited(0))
        let found = try JSONValue(parsing: Array(end.output.utf8))
        #expect(found["intact"] == true)
        // Two starts, and the calls.
        #expect((found["lines"]?.int ?? 0) >= 122)
        #expect(try TemporaryFolder.permissions(of: path) == 0o600)
        let text = try read(path)
        #expect(!text.contains("canary-4711"))
        #expect(text.contains(#""event":"call""#))

        let hash = try #require(found["last"]?["hash"]?.string)
        try Configuration.write(text.replacing("completed", with: "canceled"), to: path)
        let broken = try await BridgeProcess.run(["audit", "verify", path, "--expect", hash])
        #expect(broken.ending == .exited(1))
        #expect(broken.output.hasPrefix("Broken at \(path), line "))
        #expect(broken.output.contains("not the line that was written here"))
      }
    }
  }

  @Test("a call over a limit and one through too many bridges are refused in words, and written down")
  func refusals() async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      let text = """
        {"agents": [{"name": "demo", "url": "\(url)", "limits": {"callsPerMinute": 1}}],
         "audit": {"file": "calls.jsonl"}}
        """
      try await Configuration.with(text) { file in
        try await Host.serving(["--config", file]) { host in
          let far = try await host.ask(
            "tools/call",
            ["name": "demo_echo", "arguments": ["message": "x"], "_meta": ["a2a-bridge/hop": 3]])
          #expect("\(far)".contains("come through 3 bridges"))
          #expect(try await host.call("demo_echo", ["message": "x"]).isError == false)
          let second = try await host.call("demo_echo", ["message": "x"])
          #expect(second.isError)
          #expect(
            second.text.contains("1 call to agent \\\"demo\\\"")
              || second.text.contains("1 call to agent \"demo\""))
        }
        let lines = try read(String(file.dropLast("bridge.json".count)) + "calls.jsonl").split(
          separator: "\n")
        let events = try lines.map { line in
          let json = try JSONValue(parsing: Array(line.utf8))
          return "\(json["event"]?.string ?? "") \(json["outcome"]?.string ?? "")"
        }
        #expect(
          events == [
            "configured ", "refused ", "call refused", "call completed", "refused ", "call refused",
          ])
      }
    }
  }

  @Test("check says that others may read the file") func permissions() async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      try await Configuration.with(
        #"{"agents": ["\#(url)"], "audit": {"file": "calls.jsonl"}}"#, files: ["calls.jsonl": ""]
      ) { file in
        let path = String(file.dropLast("bridge.json".count)) + "calls.jsonl"
        _ = unsafe chmod(path, 0o644)
        let end = try await BridgeProcess.run(["check", "--config", file])
        #expect(end.output.contains("others than its owner may use the audit file. Fix: chmod 600 \(path)"))
      }
    }
  }

  private func read(_ path: String) throws -> String {
    String(decoding: try FileSource.system.read(path, 1 << 20).bytes, as: UTF8.self)
  }
}
