import JSON
import Testing

@Suite struct JSONLocationTests {
  private static let document = Array(
    """
    // Größe
    {
      "agents": [
        { "name": "a", "url": "http://a" },
        /* second */ { "näme": "b", "ürl": 7, },
      ],
      "a.b": { "agents": null },
    }
    """.utf8)

  @Test(arguments: [
    (0, 1, 1), (3, 1, 4), (5, 1, 6), (7, 1, 7), (11, 2, 1), (12, 2, 2), (13, 3, 1), (-5, 1, 1),
    (1 << 40, 8, 2),
  ])
  func `an offset is a line and a column in characters`(offset: Int, line: Int, column: Int) {
    #expect(JSONLocation.of(offset: offset, in: Self.document) == JSONLocation(line: line, column: column))
  }

  @Test func `carriage returns and byte order marks shift nothing`() {
    let bytes = Array("\u{FEFF}[1,\r\n 2,\r\n x]".utf8)
    #expect(JSONLocation.of(offset: 3, in: bytes) == JSONLocation(line: 1, column: 1))
    #expect(
      refusal(bytes).map { JSONLocation.of(offset: $0.offset, in: bytes) } == JSONLocation(line: 3, column: 2)
    )
    #expect(JSONLocation.of(offset: 0, in: []) == JSONLocation(line: 1, column: 1))
  }

  @Test(
    arguments: [
      ([], "line 2, column 1"), ([.name("agents")], "line 3, column 3"),
      ([.name("agents"), .index(0)], "line 4, column 5"),
      ([.name("agents"), .index(0), .name("url")], "line 4, column 20"),
      ([.name("agents"), .index(1)], "line 5, column 18"),
      ([.name("agents"), .index(1), .name("ürl")], "line 5, column 33"), ([.name("a.b")], "line 7, column 3"),
      ([.name("a.b"), .name("agents")], "line 7, column 12"),
    ] as [([JSONPath.Step], String)])
  func `a path leads to the name of a member or to an element`(steps: [JSONPath.Step], place: String) {
    #expect(JSONLocation.of(path: JSONPath(steps), in: Self.document)?.description == place)
    #expect(JSONLocation.nearest(to: JSONPath(steps), in: Self.document)?.description == place)
  }

  @Test(
    arguments: [
      ([.name("none")], "line 2, column 1"), ([.name("agents"), .index(2)], "line 3, column 3"),
      ([.index(0)], "line 2, column 1"),
      ([.name("agents"), .index(1), .name("url")], "line 5, column 18"),
      ([.name("agents"), .name("url")], "line 3, column 3"),
      ([.name("agents"), .index(0), .name("url"), .name("x"), .index(0)], "line 4, column 20"),
      ([.name("a.b"), .name("agents"), .name("x")], "line 7, column 12"),
    ] as [([JSONPath.Step], String)])
  func `a path that leads nowhere has a nearest place`(steps: [JSONPath.Step], place: String) {
    #expect(JSONLocation.of(path: JSONPath(steps), in: Self.document) == nil)
    #expect(JSONLocation.nearest(to: JSONPath(steps), in: Self.document)?.description == place)
  }

  @Test(arguments: ["", "// nothing", "{\"b\": x, \"a\": 1}", "{\"b\"", "[", "/* open"])
  func `a broken document has no places behind the break`(document: String) {
    #expect(JSONLocation.of(path: JSONPath([.name("a")]), in: Array(document.utf8)) == nil)
  }

  @Test func `elements of one line are told apart`() {
    let bytes = Array("[1, [2, \"ä\"], {}]".utf8)
    let columns = [[.index(0)], [.index(1)], [.index(1), .index(1)], [.index(2)]].map {
      JSONLocation.of(path: JSONPath($0), in: bytes)?.column
    }
    #expect(columns == [2, 5, 9, 15])
  }
}
