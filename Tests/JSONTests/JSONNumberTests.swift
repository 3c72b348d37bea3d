import JSON
import Testing

@Suite struct JSONNumberTests {
  @Test(arguments: [
    "0", "-0", "1", "-1", "10", "1.0", "1.50", "-0.0", "0.1", "1e2", "1E2", "1e+2", "1E-2", "0e1", "0E+1",
    "1.5e300",
    "9007199254740993", "18446744073709551616", "1e999999999999999999999",
    "0.00000000000000000000000000000000001",
  ])
  func `a number keeps its spelling`(spelling: String) throws {
    #expect(try parsed(spelling).text == spelling)
    #expect(JSONNumber(text: spelling)?.text == spelling)
    #expect(try parsed("[\(spelling)]") == .array([.number(#require(JSONNumber(text: spelling)))]))
  }

  @Test(arguments: [
    ("-", JSONSyntaxError.Reason.invalidNumber, 1), ("01", .invalidNumber, 1), ("-01", .invalidNumber, 2),
    ("00", .invalidNumber, 1), ("1.", .invalidNumber, 2), ("1.e1", .invalidNumber, 2),
    ("-.5", .invalidNumber, 1),
    ("1e", .invalidNumber, 2), ("1e+", .invalidNumber, 3), ("1e-", .invalidNumber, 3),
    ("1eE2", .invalidNumber, 2),
    ("--1", .invalidNumber, 1), ("-a", .invalidNumber, 1), ("-Infinity", .invalidNumber, 1),
    (".5", .expected(.value), 0),
    ("+1", .expected(.value), 0), ("1.2.3", .trailingContent, 3), ("1e2.5", .trailingContent, 3),
    ("0x10", .trailingContent, 1),
    ("1_000", .trailingContent, 1), ("1e1e1", .trailingContent, 3), ("- 1", .invalidNumber, 1),
    ("1 .5", .trailingContent, 2),
    ("１", .expected(.value), 0), ("1a", .trailingContent, 1),
  ])
  func `what is no number is refused`(spelling: String, reason: JSONSyntaxError.Reason, offset: Int) {
    #expect(refusal(spelling) == JSONSyntaxError(reason, offset: offset))
    #expect(JSONNumber(text: spelling) == nil)
  }

  @Test(arguments: ["", " 1", "1 ", "1,", "\"1\"", "NaN", "inf", "0x1p3"])
  func `only a whole number is a spelling`(text: String) {
    #expect(JSONNumber(text: text) == nil)
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("-0.0", 0), ("0e99999999999999999999", 0), ("0.0e-99999999999999999999", 0),
    ("7", 7), ("1.0", 1),
    ("1e2", 100), ("1E+2", 100), ("-1.5e1", -15), ("1200e-2", 12), ("0.012e3", 12), ("100.000", 100),
    ("1.20e1", 12),
    ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775807.0", .max),
    ("-9.223372036854775808e18", .min), ("922337203685477580700e-2", .max),
    ("1e18", 1_000_000_000_000_000_000),
  ])
  func `an exact integer is one however it is spelled`(spelling: String, int: Int) throws {
    #expect(try parsed(spelling).int == int)
  }

  @Test(arguments: [
    "0.5", "1.01", "1e-1", "-1.5", "9223372036854775808", "-9223372036854775809", "9223372036854775808.0",
    "1e19", "1e999999999",
    "1e99999999999999999999", "1e-99999999999999999999", "12345678901234567890", "-9.3e18",
    "1e9223372036854775807",
    "100e9223372036854775807", "0.1e-9223372036854775808",
  ])
  func `fractions and what does not fit are no integers`(spelling: String) throws {
    #expect(try parsed(spelling).int == nil)
  }

  @Test(arguments: [
    ("0", 0.0), ("1.5", 1.5), ("1e2", 100), ("-2.5e-1", -0.25), ("9007199254740993", 9_007_199_254_740_992),
    ("1e400", .infinity), ("-1e400", -.infinity), ("1e-400", 0), ("1e99999999999999999999", .infinity),
  ])
  func `the double is the nearest one`(spelling: String, double: Double) throws {
    #expect(try parsed(spelling).double == double)
  }

  @Test(arguments: [
    (0.5, "0.5"), (1, "1.0"), (-0.0, "-0.0"), (1e300, "1e+300"), (.leastNonzeroMagnitude, "5e-324"),
    (0.1, "0.1"),
    (1e16, "1e+16"),
    (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
  ])
  func `a double is spelled so that it reads back`(double: Double, spelling: String) throws {
    let number = try #require(JSONNumber(double))
    #expect(number.text == spelling)
    #expect(JSONNumber(text: number.text)?.double == double)
  }

  @Test(arguments: [Double.infinity, -.infinity, .nan])
  func `JSON has no spelling for what is not finite`(double: Double) {
    #expect(JSONNumber(double) == nil)
  }

  @Test(arguments: [
    ("1", true), ("-0", true), ("123456789012345678901234567890", true), ("1.0", false), ("1e2", false),
  ])
  func `an integer is spelled with digits only`(spelling: String, isInteger: Bool) throws {
    #expect(try #require(JSONNumber(text: spelling)).isInteger == isInteger)
  }

  @Test func `numbers are equal when they are spelled alike`() {
    #expect(JSONNumber(1) == JSONNumber(text: "1"))
    #expect(JSONNumber(1) != JSONNumber(text: "1.0"))
  }
}
