import JSON

/// JSON as Python's `json.dumps` writes it with sorted members and no spaces: what some SDKs sign.
enum PythonText {
  /// What becomes of numbers.
  enum Numbers {
    /// All came through protobuf, where each is a double.
    case floats
    /// Those without a point are integers.
    case asSpelled
  }

  static func of(_ value: JSONValue, numbers: Numbers) -> [UInt8] {
    var output: [UInt8] = []
    write(value, numbers, to: &output)
    return output
  }

  private static func write(_ value: JSONValue, _ numbers: Numbers, to output: inout [UInt8]) {
    switch value {
    case .null, .bool: value.write(to: &output)
    case .number(let number): output += text(of: number, numbers).utf8
    case .string(let text): write(text, to: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        write(element, numbers, to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let object):
      output.append(UInt8(ascii: "{"))
      // By code points, where RFC 8785 goes by UTF-16.
      let members = object.members.sorted {
        $0.name.unicodeScalars.lexicographicallyPrecedes($1.name.unicodeScalars)
      }
      for (index, member) in members.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        write(member.name, to: &output)
        output.append(UInt8(ascii: ":"))
        write(member.value, numbers, to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  /// `ensure_ascii`: all but the printable characters of ASCII is escaped.
  private static func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for unit in text.utf16 {
      switch unit {
      case 0x22: output += #"\""#.utf8
      case 0x5C: output += #"\\"#.utf8
      case 0x08: output += #"\b"#.utf8
      case 0x09: output += #"\t"#.utf8
      case 0x0A: output += #"\n"#.utf8
      case 0x0C: output += #"\f"#.utf8
      case 0x0D: output += #"\r"#.utf8
      case 0x20..<0x7F: output.append(UInt8(truncatingIfNeeded: unit))
      default:
        let digits = String(unit, radix: 16)
        output += (#"\u"# + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func text(of number: JSONNumber, _ numbers: Numbers) -> String {
    if numbers == .asSpelled, number.isInteger { return number.text == "-0" ? "0" : number.text }
    return representation(of: number.double)
  }

  /// `repr(float)`.
  private static func representation(of double: Double) -> String {
    guard double.isFinite else { return double < 0 ? "-Infinity" : "Infinity" }
    let sign = double.sign == .minus ? "-" : ""
    if double == 0 { return sign + "0.0" }
    let (digits, point) = double.magnitude.shortestDigits
    switch point {
    case _ where point >= digits.utf8.count && point <= 16:
      return sign + digits + String(repeating: "0", count: point - digits.utf8.count) + ".0"
    case 1...16: return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    case -3...0: return sign + "0." + String(repeating: "0", count: -point) + digits
    default:
      let exponent = point - 1
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      let size = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
      return sign + digits.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+") + size
    }
  }
}
