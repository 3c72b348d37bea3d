import Testing

@testable import Bridging

@Suite struct ResourceURITests {
  static let uris: [(String, ResourceURI)] = [
    ("a2a://weather/card", ResourceURI("weather", .card)),
    ("a2a://weather/task/t-1", ResourceURI("weather", .task("t-1"))),
    ("a2a://weather/task/card", ResourceURI("weather", .task("card"))),
    ("a2a://w_1/task/t-1/artifact/a-1", ResourceURI("w_1", .artifact("a-1", ofTask: "t-1"))),
    ("a2a://w/task/a%2Fb%20%3F%23%25", ResourceURI("w", .task("a/b ?#%"))),
    ("a2a://w/task/task/artifact/artifact", ResourceURI("w", .artifact("artifact", ofTask: "task"))),
    ("a2a://w/task/%C3%A9%F0%9F%98%80", ResourceURI("w", .task("é😀"))),
    ("a2a://w/task/%00%0A", ResourceURI("w", .task("\u{0}\n"))),
  ]

  @Test(arguments: uris) func saysAndReads(_ text: String, _ uri: ResourceURI) {
    #expect(ResourceURI(text) == uri)
    #expect(uri.text == text)
  }

  /// Spellings of clients that encode less, or in the other case.
  @Test(arguments: [
    ("a2a://w/task/a:b@c+d", ResourceURI("w", .task("a:b@c+d"))),
    ("a2a://w/task/%c3%a9", ResourceURI("w", .task("é"))),
    ("a2a://w/task/%74", ResourceURI("w", .task("t"))),
    ("a2a://%77/card", ResourceURI("w", .card)),
  ]) func readsOtherSpellings(_ text: String, _ uri: ResourceURI) {
    #expect(ResourceURI(text) == uri)
  }

  @Test(arguments: [
    "", "a2a:", "a2a://", "a2a:///card", "a2a://w", "a2a://w/", "a2a://w/cards", "a2a://w/card/",
    "a2a://w/card/x",
    "a2a://w/task", "a2a://w/task/", "a2a://w/task//artifact/a", "a2a://w/task/t/artifact",
    "a2a://w/task/t/artifact/",
    "a2a://w/task/t/artefact/a", "a2a://w/task/t/artifact/a/0", "a2a://w/task/t?x=1", "a2a://w/task/t#x",
    "a2a://w/task/a b", "a2a://w/task/é", "a2a://w/task/%", "a2a://w/task/%4", "a2a://w/task/%+4",
    "a2a://w/task/%zz",
    "a2a://w/task/%FF", "a2a://w/task/%ED%A0%80", "a2a://w/card%2F", "A2A://w/card", "http://w/card",
    " a2a://w/card",
    "a2a://w/Card", "a2a://{agent}/task/{taskId}",
  ]) func refusesTheRest(_ text: String) {
    #expect(ResourceURI(text) == nil)
  }

  /// How much longer than allowed.
  @Test(arguments: [(0, true), (1, false)]) func hasALongestOne(_ excess: Int, _ isRead: Bool) {
    let id = String(repeating: "x", count: ResourceURI.maxBytes - "a2a://w/task/".count + excess)
    #expect((ResourceURI("a2a://w/task/\(id)") != nil) == isRead)
  }
}
