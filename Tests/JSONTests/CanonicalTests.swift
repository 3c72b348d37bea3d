import JSON
import Testing

/// The one way to write a value (RFC 8785).
@Suite struct CanonicalTests {
  private static func canonical(_ json: String) throws -> String? {
    try JSONValue(parsing: Array(json.utf8)).canonical?.text
  }

  private static let texts: [(String, String?)] = [
    // RFC 8785 §3.2.2 and §3.2.3.
    (
      #"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#,
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    ),
    (
      #"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#,
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
    ),
    (#"[{"b":{"d":1,"c":2},"a":[]},{}]"#, #"[{"a":[],"b":{"c":2,"d":1}},{}]"#),
    (" 1 ", "1"), ("9007199254740991", "9007199254740991"), ("-9007199254740991", "-9007199254740991"),
    ("9007199254740992", nil), (#"{"a":[9007199254740993]}"#, nil), ("1e400", nil), ("[1,[-1e400]]", nil),
  ]

  @Test(arguments: texts) func isWrittenInOneWay(_ json: String, _ expected: String?) throws {
    #expect(try Self.canonical(json) == expected)
  }

  /// RFC 8785 appendix B, and the borders between the ways of writing.
  private static let numbers: [(String, String)] = [
    ("0.0", "0"), ("-0.0", "0"), ("-0", "0"), ("5e-324", "5e-324"), ("-5e-324", "-5e-324"),
    ("1.7976931348623157e308", "1.7976931348623157e+308"), ("9007199254740992.0", "9007199254740992"),
    ("295147905179352830000.0", "295147905179352830000"), ("9.999999999999997e22", "9.999999999999997e+22"),
    ("1e23", "1e+23"), ("1.0000000000000001e23", "1.0000000000000001e+23"),
    ("999999999999999700000.0", "999999999999999700000"), ("9.999999999999999e20", "999999999999999900000"),
    ("1E21", "1e+21"), ("9.999999999999997e-7", "9.999999999999997e-7"), ("0.000001", "0.000001"),
    ("333333333.3333332", "333333333.3333332"), ("333333333.33333325", "333333333.33333325"),
    ("333333333.3333333", "333333333.3333333"), ("333333333.3333334", "333333333.3333334"),
    ("333333333.33333343", "333333333.33333343"), ("-0.0000033333333333333333", "-0.0000033333333333333333"),
    ("1424953923781206.2", "1424953923781206.2"), ("1e-7", "1e-7"), ("15e-10", "1.5e-9"), ("0.10", "0.1"),
    ("1e2", "100"), ("123.456", "123.456"), ("1e16", "10000000000000000"),
  ]

  @Test(arguments: numbers) func writesNumbersAsECMAScript(_ number: String, _ expected: String) throws {
    #expect(try Self.canonical(number) == expected)
  }
}
