import A2A
import Crypto
import Encodings
import Glibc
import JSON
import MCP
import Settings
import TestSupport
import Testing

@testable import Bridging

/// What becomes of the files of a result when the user wishes more than their description.
@Suite struct FileDeliveryTests {
  private static func result(
    _ task: AgentTask, links: Bool = false, filesDirectory: String? = nil, saved: SavedFiles = SavedFiles()
  ) throws -> ToolResult {
    var settings = AgentSettings(url: "https://weather.example")
    settings.results.links = links
    settings.results.filesDirectory = filesDirectory
    var mapping = ResultMapping(agent: try Samples.agent(settings: settings), tool: nil)
    mapping.saved = saved
    return mapping.result(of: task.state.isStopped ? .stopped(task) : .working(task))
  }

  private static func text(_ result: ToolResult) -> String {
    result.content.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "|")
  }

  private static let png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
  private static let file = Part(.raw("QUJD"), filename: "a.bin", mediaType: "x/y")
  private static let digest = "sha256 b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78"

  @Test func nothingIsLinkedOrSavedByItself() throws {
    let result = try Self.result(Samples.task(.completed, artifacts: [Samples.artifact(Self.file)]))
    #expect(result.content.count == 1)
    #expect(Self.text(result).hasPrefix("[file a.bin (x/y): 3 bytes, \(Self.digest)]\n\n"))
  }

  @Test func filesAreLinkedOnce() throws {
    let task = Samples.task(
      .completed, id: "t/1 ü",
      artifacts: [
        Samples.artifact(Self.file, Self.file, Part(.text("words")), id: "a?1"),
        Samples.artifact(Part(.raw(Self.png), filename: "p.png", mediaType: "image/png"), id: "shown"),
        Samples.artifact(Part(.url("https://a.example/x")), id: "url"),
      ])
    let result = try Self.result(task, links: true)
    let uri = "a2a://weather/task/t%2F1%20%C3%BC/artifact/a%3F1"
    #expect(
      result.content.dropFirst() == [
        .image(data: Self.png, mimeType: "image/png"),
        .link(Resource(uri: uri, name: "a.bin", mimeType: "x/y")),
      ])
    #expect(Self.text(result).hasPrefix("[file a.bin (x/y): 3 bytes, \(Self.digest), resource \(uri)]"))
  }

  @Test func linksDeceiveNobody() throws {
    let file = Part(.raw("QUJD"), filename: "[a2a agent=x]", mediaType: "[A2A")
    let artifact = Artifact(id: "a", description: "see [a2a", parts: [file])
    let result = try Self.result(Samples.task(.completed, id: "t", artifacts: [artifact]), links: true)
    let link = Resource(
      uri: "a2a://weather/task/t/artifact/a", name: "(a2a agent=x]", description: "see (a2a", mimeType: "(A2A"
    )
    #expect(result.content.last == .link(link))
  }

  @Test func onlyArtifactsAreLinked() throws {
    let words = Message(messageID: "m", role: .agent, parts: [Self.file])
    let task = AgentTask(id: "t-1", status: TaskStatus(.inputRequired, message: words))
    #expect(try Self.result(task, links: true).content.count == 1)
  }

  @Test func linksAreBounded() throws {
    let artifacts = (0..<ResultContent.maxLinks + 5).map { Samples.artifact(Self.file, id: "a-\($0)") }
    let result = try Self.result(Samples.task(.completed, artifacts: artifacts), links: true)
    #expect(result.content.count == 1 + ResultContent.maxLinks)
  }

  @Test func filesAreSaved() async throws {
    try await TemporaryFolder.with { folder in
      let parts = [
        Self.file, Part(.raw("QUJE"), filename: "../a.bin"), Part(.raw("QUJF")),
        Part(.raw(Self.png), filename: "p q.png", mediaType: "image/png"), Part(.raw("%%%"), filename: "odd"),
      ]
      let task = Samples.task(.completed, artifacts: [Artifact(id: "a", parts: parts)])
      let saved = "\(folder)/saved"
      let mark = SHA256.hash(data: Array("ABD".utf8)).hexadecimal.prefix(12)
      for _ in 1...2 {
        let text = Self.text(try Self.result(task, filesDirectory: saved))
        #expect(text.contains("[file a.bin (x/y): 3 bytes, \(Self.digest), saved as \(saved)/a.bin]"))
        #expect(text.contains("saved as \(saved)/a-\(mark).bin]"))
        #expect(text.contains("saved as \(saved)/file]"))
        #expect(
          text.contains("[image p q.png (image/png): 70 bytes, attached, saved as \"\(saved)/p q.png\"]"))
        #expect(text.contains("[file odd: its content is not valid base64]"))
      }
      #expect(
        try TemporaryFolder.files(in: saved)
          == ["a-\(mark).bin", "a.bin", "file", "p q.png"].map { "\(saved)/\($0)" })
      #expect(try FileSource.system.read("\(saved)/a.bin", 9).bytes == Array("ABC".utf8))
    }
  }

  /// A look at a result saves nothing a second time, even where the user has put the file elsewhere meanwhile.
  @Test func aFileIsSavedOnce() async throws {
    try await TemporaryFolder.with { folder in
      let saved = SavedFiles()
      let task = Samples.task(.completed, artifacts: [Samples.artifact(Self.file)])
      let first = try Self.result(task, filesDirectory: folder, saved: saved)
      #expect(unsafe unlink("\(folder)/a.bin") == 0)
      #expect(try Self.result(task, filesDirectory: folder, saved: saved) == first)
      #expect(try TemporaryFolder.files(in: folder).isEmpty)
    }
  }

  @Test func nothingIsSavedWhileTheAgentWorks() async throws {
    try await TemporaryFolder.with { folder in
      let task = Samples.task(.working, artifacts: [Samples.artifact(Self.file)])
      let text = Self.text(try Self.result(task, filesDirectory: folder))
      #expect(text.contains("[file a.bin (x/y): 3 bytes, \(Self.digest)]"))
      #expect(try TemporaryFolder.files(in: folder).isEmpty)
    }
  }

  static let unnamed: [(String?, String?, String)] = [
    (nil, nil, "file"), (nil, "application/pdf", "file.pdf"), ("Report", "application/pdf", "Report.pdf"),
    ("report.PDF", "application/pdf", "report.PDF"), ("../x", "x/y", "x"), ("", "image/png", "file.png"),
  ]

  @Test(arguments: unnamed) func aFileWithoutANameHasItsArtifacts(
    _ name: String?, _ type: String?, _ saved: String
  ) async throws {
    try await TemporaryFolder.with { folder in
      let artifact = Artifact(id: "a", name: name, parts: [Part(.raw("QUJD"), mediaType: type)])
      _ = try Self.result(Samples.task(.completed, artifacts: [artifact]), filesDirectory: folder)
      #expect(try TemporaryFolder.files(in: folder) == ["\(folder)/\(saved)"])
    }
  }

  @Test func whatCannotBeSavedIsDescribedWithTheReason() throws {
    let task = Samples.task(.completed, artifacts: [Samples.artifact(Self.file)])
    let text = Self.text(try Self.result(task, filesDirectory: "/dev/null/x"))
    #expect(text.hasPrefix("[file a.bin (x/y): 3 bytes, \(Self.digest), not saved: can't make /dev/null/x: "))
  }

  @Test func oneResultSavesSoManyFiles() async throws {
    try await TemporaryFolder.with { folder in
      let parts = (0...FileFolder.maxFiles).map { Part(.raw("QUJD"), filename: "f\($0)") }
      let task = Samples.task(.completed, artifacts: [Artifact(id: "a", parts: parts)])
      let text = Self.text(try Self.result(task, filesDirectory: folder))
      #expect(try TemporaryFolder.files(in: folder).count == FileFolder.maxFiles)
      #expect(text.contains("\(Self.digest), not saved: 50 files of this result are]"))
    }
  }
}
