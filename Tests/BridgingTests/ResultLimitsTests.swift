import A2A
import FoundationEssentials
import MCP
import Settings
import Telemetry
import Testing

@testable import Bridging

/// What a result says of what there was no room for.
@Suite struct ResultLimitsTests {
  private static let picture = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]).base64EncodedString()

  private func blocks(_ artifacts: [Artifact], omitted: Int = 0) -> [ContentBlock] {
    var content = ResultContent(maxCharacters: 100_000, Discretion(redaction: Redaction()))
    content.add(artifacts)
    content.add(omittedArtifacts: omitted)
    return content.blocks(trailer: Trailer(agent: "a", state: "completed"))
  }

  @Test(arguments: [0, 1]) func attachesNoMoreMedia(_ more: Int) throws {
    let count = ResultContent.maxMedia + more
    let parts = (0..<count).map { _ in Part(.raw(Self.picture), mediaType: "image/png") }
    let blocks = blocks([Artifact(id: "a", parts: parts)])
    #expect(blocks.count == 1 + ResultContent.maxMedia)
    guard case .text(let text) = blocks.first else { throw Missing() }
    // Those beyond are described, as files are.
    #expect(text.components(of: "attached") == ResultContent.maxMedia)
    #expect(text.components(of: "[file (image/png): 8 bytes, sha256") == more)
  }

  @Test(arguments: [0, 1, 3]) func saysWhatIsLeftOut(_ more: Int) throws {
    let parts = (0..<(Artifact.maxParts + more)).map { _ in Part(.text("")) }
    let blocks = blocks([Artifact(id: "a", parts: parts)], omitted: more)
    guard case .text(let text) = blocks.first else { throw Missing() }
    #expect(
      text.contains("[\(more) more parts were left out; one artifact has at most 100000]") == (more > 0))
    #expect(text.contains("[\(more) more artifacts were left out; one task has at most 10000]") == (more > 0))
  }

  private struct Missing: Error {}
}

extension String {
  /// How often `words` stand in the text.
  fileprivate func components(of words: String) -> Int {
    split(separator: words, omittingEmptySubsequences: false).count - 1
  }
}
