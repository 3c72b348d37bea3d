import JSON
import MCP
import Synchronization
import TestSupport
import Testing

@Suite("Pages of tools/list", .timeLimit(.minutes(1)))
struct ToolPageTests {
  static func tool(_ name: String, length: Int = 0) -> Tool {
    Tool(
      name: name, description: String(repeating: "\"", count: length), inputSchema: ["type": "object"])
  }

  /// A session's lists, page for page.
  private func pages(
    _ tools: [Tool], limits: SessionLimits, isModern: Bool
  ) async throws -> [(names: [String], line: String)] {
    let client = ScriptedClient()
    var pages: [(names: [String], line: String)] = []
    try await client.talk(to: MCPSession(ClosureProvider(list: { tools }), limits: limits)) {
      client.say(Lines.initialize(.march2025))
      _ = await client.next()
      var cursor: JSONValue?
      repeat {
        let member = cursor.map { #""cursor":\#($0)"# } ?? ""
        let legacy = #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{\#(member)}}"#
        client.say(isModern ? Lines.modern("tools/list", member) : legacy)
        let line = await client.next()
        let result = try #require(JSONValue(line: line)["result"])
        let names = try #require(result["tools"]?.array).compactMap { $0["name"]?.string }
        pages.append((names, line ?? ""))
        cursor = result["nextCursor"]
        #expect(cursor == nil || cursor?.string != nil)
        #expect(pages.count <= tools.count + 1)
      } while cursor != nil && pages.count <= tools.count
    }
    return pages
  }

  /// How many tools, how many to a page, how many are on each.
  static let counts: [(tools: Int, limit: Int, pages: [Int])] = [
    (0, 2, [0]), (1, 2, [1]), (2, 2, [2]), (3, 2, [2, 1]), (4, 2, [2, 2]), (5, 1, [1, 1, 1, 1, 1]),
    (1000, SessionLimits().listedTools, [1000]), (1001, SessionLimits().listedTools, [1000, 1]),
  ]

  @Test("have so many tools, and all of them are on one, in their order", arguments: counts, [false, true])
  func count(example: (tools: Int, limit: Int, pages: [Int]), isModern: Bool) async throws {
    var limits = SessionLimits()
    limits.listedTools = example.limit
    let tools = (0..<example.tools).map { Self.tool("tool_\($0)") }
    let pages = try await pages(tools, limits: limits, isModern: isModern)
    #expect(pages.map(\.names.count) == example.pages)
    #expect(pages.flatMap(\.names) == tools.map(\.name))
  }

  @Test("fit into a line, as full as can be", arguments: [1000, 1200, 1500, 5000], [false, true])
  func bytes(limit: Int, isModern: Bool) async throws {
    var limits = SessionLimits()
    limits.outputLineBytes = limit
    // Names and descriptions grow when they are escaped.
    let tools = (0..<60).map { Self.tool("\"\($0)\"", length: $0 * 7 % 90) }
    let pages = try await pages(tools, limits: limits, isModern: isModern)
    #expect(pages.flatMap(\.names) == tools.map(\.name))
    #expect(pages.allSatisfy { $0.line.utf8.count <= limit })
    // No tool takes more than this, so no page needs to leave more free.
    #expect(pages.dropLast().allSatisfy { $0.line.utf8.count > limit - 300 })
  }

  @Test("a tool too long for any page costs the client no other", arguments: [0, 1, 2], [false, true])
  func tooLongTool(position: Int, isModern: Bool) async throws {
    var limits = SessionLimits()
    limits.outputLineBytes = 1000
    var tools = [Self.tool("a"), Self.tool("b")]
    tools.insert(Self.tool("giant", length: 1000), at: position)
    let pages = try await pages(tools, limits: limits, isModern: isModern)
    #expect(pages.map(\.names) == [["a", "b"]])
  }

  /// A cursor as JSON, and the names on its page; nil if there is none.
  static let cursors: [(cursor: String, names: [String]?)] = [
    (#""a""#, ["b", "c"]), (#""b""#, ["c"]), (#""c""#, []), ("null", ["a", "b", "c"]),
    (#""d""#, nil), (#""A""#, nil), (#""""#, nil), ("0", nil), ("{}", nil), (#"["a"]"#, nil),
  ]

  @Test("follow the tool that the cursor names", arguments: cursors, [false, true])
  func cursor(example: (cursor: String, names: [String]?), isModern: Bool) async throws {
    let tools = ["a", "b", "c"].map { Self.tool($0) }
    let line =
      isModern
      ? Lines.modern("tools/list", #""cursor":\#(example.cursor)"#) : Lines.listTools(after: example.cursor)
    let lines = await ScriptedClient.transcript(
      of: MCPSession(ClosureProvider(list: { tools })), [Lines.initialize(), line])
    let answer = try JSONValue(line: lines.last)
    #expect(answer["result"]?["tools"]?.array?.compactMap { $0["name"]?.string } == example.names)
    #expect(answer["error"]?["code"] == (example.names == nil ? -32602 : nil))
    #expect(answer["result"]?["nextCursor"] == nil)
  }

  @Test("an empty cursor is one like any other if a tool has that name")
  func emptyName() async throws {
    let session = MCPSession(ClosureProvider(list: { [Self.tool(""), Self.tool("b")] }))
    let lines = await ScriptedClient.transcript(
      of: session, [Lines.initialize(), Lines.listTools(after: #""""#)])
    let tools = try JSONValue(line: lines.last)["result"]?["tools"]?.array
    #expect(tools?.compactMap { $0["name"]?.string } == ["b"])
  }
}
