import FoundationEssentials
import HTTP
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import A2A

/// What agents in circulation answer, as it comes over the wire, and what a caller is told.
///
/// A fixture says what is odd and where it was seen, whether the call streams, how it ends, the answer, and then, each
/// after a line of dashes, the responses in the order in which the agent gives them.
@Suite struct AnswerQuirkTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/answers")

  static let names: [String] = {
    let paths = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return paths.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
  }()

  private struct Fixture: Sendable {
    let streams: Bool
    let end: String
    let answer: String
    let responses: [String]

    init(_ name: String) throws {
      let text = try String(contentsOf: folder.appending(path: name + ".txt"), encoding: .utf8)
      let pieces = text.split(separator: "\n-----\n", omittingEmptySubsequences: false).map(String.init)
      let lines = try #require(pieces.first).split(separator: "\n", omittingEmptySubsequences: false)
      try #require(lines.count == 4, "\(name) lacks a line")
      streams = lines[1] == "stream"
      end = String(lines[2])
      answer = String(lines[3])
      responses = pieces.dropFirst().map(Self.onTheWire)
    }

    /// Lines of a head end as HTTP has it, and the body with the connection.
    private static func onTheWire(_ response: String) -> String {
      let parts = response.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
      let head = parts[0].split(separator: "\n").joined(separator: "\r\n")
      return "\(head)\r\nConnection: close\r\n\r\n" + (parts.count > 1 ? parts[1] : "")
    }
  }

  @Test(arguments: names) func isToldAsItIsMeant(_ name: String) async throws {
    let fixture = try Fixture(name)
    let served = Mutex(0)
    try await ScriptedServer.serving { connection in
      _ = try connection.readRequest()
      let index = served.withLock { served in
        defer { served += 1 }
        return served
      }
      guard fixture.responses.indices.contains(index) else { return connection.reset() }
      try connection.send(fixture.responses[index])
    } whileRunning: { server in
      let client = AgentClient(try server.binding(), streams: fixture.streams, timing: SkippedTime().timing)
      let told: (end: String, answer: String)
      do throws(A2AError) {
        told = Self.words(for: try await client.call(Samples.request, within: .seconds(60)) { _ in })
      } catch {
        told = ("error \(error.code)", error.message)
      }
      #expect(told.end == fixture.end)
      if fixture.end.hasPrefix("error") {
        #expect(told.answer.contains(fixture.answer), "\(told.answer)")
      } else {
        #expect(told.answer == fixture.answer)
      }
      #expect(served.withLock { $0 } == fixture.responses.count)
    }
  }

  private static func words(for outcome: CallOutcome) -> (end: String, answer: String) {
    switch outcome {
    case .answered(let message): ("answered", texts(message.parts))
    case .stopped(let task), .working(let task), .lost(let task, _):
      (task.state.name, texts(task.answer.flatMap(\.parts)))
    }
  }

  private static func texts(_ parts: [Part]) -> String { parts.compactMap(\.text).joined(separator: "|") }
}
