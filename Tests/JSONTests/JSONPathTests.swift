import JSON
import Testing

@Suite struct JSONPathTests {
  @Test(
    arguments: [
      ([], "(root)"),
      (
        [.name("artifacts"), .index(2), .name("parts"), .index(0), .name("text")],
        "artifacts[2].parts[0].text"
      ),
      ([.index(3)], "[3]"), ([.index(0), .index(1), .name("a")], "[0][1].a"),
      ([.name("_meta"), .name("a-b"), .name("$ref")], "_meta.a-b.$ref"),
      ([.name("a.b"), .name("c")], #"["a.b"].c"#), ([.name("a"), .name("x y")], #"a["x y"]"#),
      ([.name("a"), .name("")], #"a[""]"#),
      ([.name("a\"]\n")], #"["a\"]\n"]"#), ([.name("größe")], "größe"),
    ] as [([JSONPath.Step], String)])
  func `a path is printed as one would write it`(steps: [JSONPath.Step], text: String) {
    #expect(JSONPath(steps).description == text)
    #expect(JSONPath(steps).steps == steps)
  }

  @Test func `a name as long as a peer likes is cut`() {
    let longest = String(repeating: "n", count: JSONPath.longestName)
    #expect(JSONPath.root.appending(name: longest).description == longest)
    #expect(JSONPath.root.appending(name: longest + "n").description == "[\"\(longest)…\"]")
  }

  @Test func `paths grow at the end and share their beginning`() {
    var path = JSONPath.root.appending(name: "a")
    let sibling = path.appending(index: 1)
    path.append(index: 0)
    path.append(name: "b")
    #expect(path.description == "a[0].b")
    #expect(sibling.description == "a[1]")
    #expect(path.parent == JSONPath([.name("a"), .index(0)]))
    #expect(sibling.parent?.parent == .root)
    #expect(JSONPath.root.parent == nil)
    #expect(Set([path, JSONPath(path.steps), sibling]).count == 2)
  }
}
