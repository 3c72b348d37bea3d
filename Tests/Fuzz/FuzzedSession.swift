import Dispatch
import JSON
import JSONRPC
import Logging
import MCP
import TestSupport

/// A session that hears any bytes: what it writes is JSON, a line each, and it ends when its input does.
enum FuzzedSession {
  /// What a session may take before it counts as hanging is libFuzzer's `-timeout`.
  static func hears(_ bytes: [UInt8]) {
    let end = DispatchSemaphore(value: 0)
    // libFuzzer's thread has nothing else to do than to wait for it.
    Task {
      for line in await transcript(of: bytes) {
        precondition((try? JSONValue(parsing: Array(line.utf8))) != nil, "a line that is no JSON")
      }
      end.signal()
    }
    end.wait()
  }

  private static func transcript(of bytes: [UInt8]) async -> [String] {
    var splitter = LineSplitter(limit: 4_096)
    var rest = bytes[...]
    var lines = splitter.take(from: &rest, atMost: .max)
    if let last = splitter.finish() { lines.append(last) }
    let session = MCPSession(
      info: ServerInfo(name: "fuzz", title: "Fuzz", version: "1"), provider: Echo(),
      log: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
    let client = ScriptedClient()
    var written: [String] = []
    await client.talk(to: session) {
      for line in lines { client.say(line) }
      client.hangUp()
      written = await client.rest()
    }
    return written
  }

  /// One tool that answers at once.
  private struct Echo: PartialProvider {
    func tools() -> [Tool] {
      [Tool(name: "echo", title: "Echo", description: "Says it again.", inputSchema: ["type": "object"])]
    }

    func call(_ call: ToolCall, progress: ProgressReporter) async throws(RPCError) -> ToolAnswer {
      progress.report("on it")
      return .result(ToolResult(content: [.text("\(call.name) \(call.arguments)")]))
    }
  }
}
