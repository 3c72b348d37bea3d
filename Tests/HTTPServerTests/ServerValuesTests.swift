import Testing

@testable import HTTPServer

@Suite("Requests, responses and fields") struct ServerValuesTests {
  @Test(
    "a target is split at its first question mark",
    arguments: [
      ("/", "/", nil), ("/a/b", "/a/b", nil), ("/a?", "/a", ""), ("/a?b=c?d", "/a", "b=c?d"), ("?x", "", "x"),
      ("*", "*", nil),
    ] as [(String, String, String?)])
  func target(_ target: String, path: String, query: String?) {
    let request = ServerRequest(method: "GET", target: target)
    #expect(request.path == path)
    #expect(request.query == query)
  }

  @Test("field names compare without case, and setting replaces all values")
  func fields() {
    var fields: ServerFields = ["Accept": "a", "ACCEPT": "b", "X": "1"]
    #expect(fields["accept"] == "a")
    fields["aCCept"] = "c"
    #expect(fields.filter { $0.name.lowercased() == "accept" }.map(\.value) == ["c"])
    fields["x"] = nil
    #expect(fields["X"] == nil)
  }
}
