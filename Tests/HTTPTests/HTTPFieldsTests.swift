import Testing

@testable import HTTP

struct HTTPFieldsTests {
  private let sample: HTTPFields = ["Accept": "a", "X-Key": "one", "ACCEPT": "b", "x-key": "two"]

  @Test(arguments: [("accept", "a"), ("ACCEPT", "a"), ("x-Key", "one"), ("other", nil), ("accep", nil)])
  func findsTheFirstWithoutRegardToCase(_ name: String, _ value: String?) {
    #expect(sample[name] == value)
  }

  @Test func setReplacesAllInPlace() {
    var fields = sample
    fields["accept"] = "c"
    #expect(fields.map(\.name) == ["Accept", "X-Key", "x-key"])
    #expect(fields.map(\.value) == ["c", "one", "two"])
    fields["X-KEY"] = nil
    #expect(fields.map(\.name) == ["Accept"])
    fields["New"] = "d"
    #expect(fields.map(\.value) == ["c", "d"])
    fields.add("new", "e")
    #expect(fields.map(\.value) == ["c", "d", "e"])
    #expect(fields.count == 3)
  }

  @Test func comparesNamesWithoutCaseAndValuesWithIt() {
    #expect(["A": "x"] as HTTPFields == ["a": "x"])
    #expect(["A": "x"] as HTTPFields != ["a": "X"])
    #expect(["a": "1", "b": "2"] as HTTPFields != ["b": "2", "a": "1"])
  }

  @Test func printsNoValues() throws {
    var request = HTTPRequest(
      method: .post, url: try WebURL("https://a.example/p?token=hunter2"),
      fields: ["Authorization": "Bearer hunter2"], body: Array("hunter2".utf8))
    request.fields.add("X-Key", "hunter2")
    var dumped = ""
    dump(request, to: &dumped)
    for text in ["\(request)", String(reflecting: request), "\(request.fields)", dumped] {
      #expect(!text.contains("hunter2"))
      #expect(text.contains("Authorization"))
    }
    #expect("\(request)" == "POST https://a.example/p [Authorization, X-Key] 7 bytes")
  }

  @Test(arguments: [
    ("Name", "value"), ("x-empty", ""), ("x", "with spaces\tand tab"), ("TE", "trailers"),
    ("x~!#$%&'*+-.^_`|9", "ü"),
  ])
  func accepts(_ name: String, _ value: String) throws {
    try ([name: value] as HTTPFields).validate()
  }

  @Test(arguments: [
    ("", "v"), ("a b", "v"), ("a:b", "v"), ("a\r\nb", "v"), ("ü", "v"), ("a\u{0}", "v"), ("a", "b\r\nc: d"),
    ("a", "b\nc"), ("a", "b\rc"), ("a", "b\u{0}c"), ("Content-Length", "3"), ("transfer-encoding", "chunked"),
    ("Host", "other"), ("connection", "close"), ("Expect", "100-continue"),
  ])
  func refuses(_ name: String, _ value: String) throws {
    let error = try #require(throws: HTTPError.self) { try ([name: value] as HTTPFields).validate() }
    #expect(error.cause == .invalidRequest)
    #expect(!error.mayHaveBeenSent)
  }

  @Test(arguments: [("x~!#$%&'*+-.^_`|9", true), ("", false), ("a b", false), ("a:b", false), ("ü", false)])
  func knowsNames(_ text: String, _ isName: Bool) {
    #expect(HTTPFields.isName(text) == isName)
  }
}
