import JSON
import MCP
import TestSupport
import Testing

/// A listing of either era.
struct ListingKind: Sendable {
  let method: String
  let member: String
  /// What its entries are called by.
  let key: String
  let isModern: Bool

  static let all: [ListingKind] = [
    ("tools/list", "tools", "name"), ("prompts/list", "prompts", "name"),
    ("resources/list", "resources", "uri"),
    ("resources/templates/list", "resourceTemplates", "uriTemplate"),
  ].flatMap { method, member, key in
    [false, true].map { ListingKind(method: method, member: member, key: key, isModern: $0) }
  }

  /// - Parameter cursor: as JSON.
  func line(after cursor: String? = nil) -> String {
    let member = cursor.map { #""cursor":\#($0)"# } ?? ""
    return isModern
      ? Lines.modern(method, member)
      : #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{\#(member)}}"#
  }
}

/// Has entries of these names in every list, with descriptions so long.
private struct UniformProvider: PartialProvider {
  let entries: [(name: String, length: Int)]

  private func all<Entry>(_ entry: (String, String) -> Entry) -> [Entry] {
    entries.map { entry($0.name, String(repeating: "\"", count: $0.length)) }
  }

  func tools() -> [Tool] {
    all { Tool(name: $0, description: $1, inputSchema: ["type": "object"]) }
  }
  func prompts() -> [Prompt] { all { Prompt(name: $0, description: $1) } }
  func resources() -> [Resource] { all { Resource(uri: $0, name: "x", description: $1) } }
  func resourceTemplates() -> [ResourceTemplate] {
    all { ResourceTemplate(uriTemplate: $0, name: "x", description: $1) }
  }
}

@Suite("Pages of listings", .timeLimit(.minutes(1)))
struct ListPageTests {
  /// A session's lists, page for page.
  private func pages(
    _ entries: [(name: String, length: Int)], limits: SessionLimits, _ kind: ListingKind
  ) async throws -> [(names: [String], line: String)] {
    let client = ScriptedClient()
    var pages: [(names: [String], line: String)] = []
    try await client.talk(to: MCPSession(UniformProvider(entries: entries), limits: limits)) {
      client.say(Lines.initialize(.march2025))
      _ = await client.next()
      var cursor: JSONValue?
      repeat {
        client.say(kind.line(after: cursor.map { "\($0)" }))
        let line = await client.next()
        let result = try #require(JSONValue(line: line)["result"])
        let names = try #require(result[kind.member]?.array).compactMap { $0[kind.key]?.string }
        pages.append((names, line ?? ""))
        cursor = result["nextCursor"]
        #expect(cursor == nil || cursor?.string != nil)
        #expect(pages.count <= entries.count + 1)
      } while cursor != nil && pages.count <= entries.count
    }
    return pages
  }

  /// How many entries, how many to a page, how many are on each.
  static let counts: [(entries: Int, limit: Int, pages: [Int])] = [
    (0, 2, [0]), (1, 2, [1]), (2, 2, [2]), (3, 2, [2, 1]), (4, 2, [2, 2]), (5, 1, [1, 1, 1, 1, 1]),
    (1000, SessionLimits().listedEntries, [1000]), (1001, SessionLimits().listedEntries, [1000, 1]),
  ]

  @Test("have so many entries, and all are on one, in their order", arguments: counts, ListingKind.all)
  func count(example: (entries: Int, limit: Int, pages: [Int]), kind: ListingKind) async throws {
    var limits = SessionLimits()
    limits.listedEntries = example.limit
    let names = (0..<example.entries).map { "entry_\($0)" }
    let pages = try await pages(names.map { ($0, 0) }, limits: limits, kind)
    #expect(pages.map(\.names.count) == example.pages)
    #expect(pages.flatMap(\.names) == names)
  }

  @Test("fit into a line, as full as can be", arguments: [1000, 1200, 1500, 5000], ListingKind.all)
  func bytes(limit: Int, kind: ListingKind) async throws {
    var limits = SessionLimits()
    limits.outputLineBytes = limit
    // Names and descriptions grow when they are escaped.
    let entries = (0..<60).map { (name: "\"\($0)\"", length: $0 * 7 % 90) }
    let pages = try await pages(entries, limits: limits, kind)
    #expect(pages.flatMap(\.names) == entries.map(\.name))
    #expect(pages.allSatisfy { $0.line.utf8.count <= limit })
    // No entry takes more than this, so no page needs to leave more free.
    #expect(pages.dropLast().allSatisfy { $0.line.utf8.count > limit - 300 })
  }

  @Test("an entry too long for any page costs the client no other", arguments: [0, 1, 2], ListingKind.all)
  func tooLongEntry(position: Int, kind: ListingKind) async throws {
    var limits = SessionLimits()
    limits.outputLineBytes = 1000
    var entries = [(name: "a", length: 0), (name: "b", length: 0)]
    entries.insert(("giant", 1000), at: position)
    let pages = try await pages(entries, limits: limits, kind)
    #expect(pages.map(\.names) == [["a", "b"]])
  }

  /// A cursor as JSON, and the names on its page; nil if there is none.
  static let cursors: [(cursor: String, names: [String]?)] = [
    (#""a""#, ["b", "c"]), (#""b""#, ["c"]), (#""c""#, []), ("null", ["a", "b", "c"]),
    (#""d""#, nil), (#""A""#, nil), (#""""#, nil), ("0", nil), ("{}", nil), (#"["a"]"#, nil),
  ]

  @Test("follow the entry that the cursor names", arguments: cursors, ListingKind.all)
  func cursor(example: (cursor: String, names: [String]?), kind: ListingKind) async throws {
    let provider = UniformProvider(entries: ["a", "b", "c"].map { ($0, 0) })
    let lines = await ScriptedClient.transcript(
      of: MCPSession(provider), [Lines.initialize(), kind.line(after: example.cursor)])
    let answer = try JSONValue(line: lines.last)
    #expect(answer["result"]?[kind.member]?.array?.compactMap { $0[kind.key]?.string } == example.names)
    #expect(answer["error"]?["code"] == (example.names == nil ? -32602 : nil))
    #expect(answer["result"]?["nextCursor"] == nil)
  }

  @Test("an empty cursor is one like any other if an entry has that name", arguments: ListingKind.all)
  func emptyName(kind: ListingKind) async throws {
    let session = MCPSession(UniformProvider(entries: [("", 0), ("b", 0)]))
    let lines = await ScriptedClient.transcript(of: session, [Lines.initialize(), kind.line(after: #""""#)])
    let entries = try JSONValue(line: lines.last)["result"]?[kind.member]?.array
    #expect(entries?.compactMap { $0[kind.key]?.string } == ["b"])
  }

  @Test("wait for what is on its way, but for later pages", arguments: ListingKind.all)
  func settling(kind: ListingKind) async throws {
    let settled = Latch()
    let client = ScriptedClient()
    let session = MCPSession(CatalogProvider(settled: settled))
    await client.talk(to: session) {
      client.say(Lines.initialize())
      _ = await client.next()
      client.say(kind.line())
      client.say(Lines.ping)
      #expect(await client.next() == Lines.pong)
      settled.open()
      #expect(await client.next()?.contains(#""\#(kind.member)":[]"#) == true)
    }
  }
}
