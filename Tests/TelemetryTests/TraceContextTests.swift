import Testing

@testable import Telemetry

@Suite("Trace context")
struct TraceContextTests {
  private static let ids = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"
  private static let parent = "00-\(ids)-01"

  static let parents: [(String, Bool)] = [
    (parent, true),
    ("00-\(ids)-00", true),
    ("cc-\(ids)-01", true),
    ("cc-\(ids)-01-what-the-future-brings", true),
    ("", false),
    ("00", false),
    ("00-\(ids)-01-more", false),
    ("cc-\(ids)-01.more", false),
    ("ff-\(ids)-01", false),
    ("00-\(ids.uppercased())-01", false),
    ("00-00000000000000000000000000000000-b7ad6b7169203331-01", false),
    ("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false),
    ("00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01", false),
    ("00-0af7651916cd43dd8448eb211c80319cb-7ad6b7169203331-01", false),
    (" \(parent)", false),
    ("\(parent)\r\nX-Evil: 1", false),
    ("cc-\(ids)-01-\r\nX-Evil: 1", false),
    ("cc-\(ids)-01-" + String(repeating: "x", count: TraceContext.maxParentBytes), false),
  ]

  @Test("takes what is a traceparent and nothing else", arguments: parents)
  func traceparent(_ text: String, _ isValid: Bool) {
    #expect((TraceContext(traceparent: text)?.traceparent == text) == isValid)
  }

  static let states: [(String, Bool)] = [
    ("congo=t61rcWkgMzE", true),
    ("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", true),
    ("rojo=1 , congo=2,,", true),
    ("fw529a3039@dt=FfAFYQwxAg", true),
    ("", false),
    (",", false),
    ("congo", false),
    ("congo=", false),
    ("=x", false),
    ("Congo=x", false),
    ("congo=a=b", false),
    ("congo=x\r\nX-Evil: 1", false),
    ("congo=ü", false),
    ((1...TraceContext.maxMembers).map { "k\($0)=v" }.joined(separator: ","), true),
    ((0...TraceContext.maxMembers).map { "k\($0)=v" }.joined(separator: ","), false),
    ("a=" + String(repeating: "x", count: TraceContext.maxStateBytes), false),
  ]

  @Test("leaves out a tracestate that is none, and keeps the traceparent", arguments: states)
  func tracestate(_ text: String, _ isValid: Bool) {
    let context = TraceContext(traceparent: Self.parent, tracestate: text)
    #expect(context?.traceparent == Self.parent)
    #expect(context?.tracestate == (isValid ? text : nil))
  }
}
