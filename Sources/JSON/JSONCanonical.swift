// The one way to write a value, for those who sign it (RFC 8785).

extension JSONValue {
  /// The value with its members in the order of their names' UTF-16 code units and its numbers as ECMAScript writes
  /// them; written without further ado, that is the canonical form of RFC 8785.
  ///
  /// - Returns: nil where there is none: for numbers that a `Double` does not hold (RFC 8785 §3.1).
  package var canonical: JSONValue? {
    switch self {
    case .null, .bool, .string: return self
    case .number(let number): return number.canonical.map { .number($0) }
    case .array(let array):
      let elements = array.compactMap(\.canonical)
      return elements.count == array.count ? .array(elements) : nil
    case .object(let object): return object.canonical.map { .object($0) }
    }
  }
}

extension JSONObject {
  fileprivate var canonical: JSONObject? {
    let members = members.compactMap { member in
      member.value.canonical.map { Member(name: member.name, value: $0) }
    }
    guard members.count == count else { return nil }
    return JSONObject(distinct: members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) })
  }
}

extension JSONNumber {
  /// The number as ECMAScript's `Number::toString` writes it (ECMA-262 §6.1.6.1.20).
  ///
  /// - Returns: nil for infinities, and for integers beyond the ones that every `Double` tells apart.
  fileprivate var canonical: JSONNumber? {
    let double = double
    guard double.isFinite, !isInteger || double.magnitude < 0x1p53 else { return nil }
    return JSONNumber(checked: double.ecmaText)
  }
}

extension Double {
  /// How ECMAScript writes a finite number.
  fileprivate var ecmaText: String {
    if self == 0 { return "0" }
    let (digits, point) = magnitude.shortestDigits
    let sign = self < 0 ? "-" : ""
    switch point {
    case digits.count...21: return sign + digits + String(repeating: "0", count: point - digits.count)
    case 1...21: return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    case -5...0: return sign + "0." + String(repeating: "0", count: -point) + digits
    default:
      let exponent = point - 1
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      return sign + digits.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+") + String(exponent.magnitude)
    }
  }
}

extension Double {
  /// The fewest decimal digits that read back as this positive, finite number, and where its point stands after them:
  /// 0.5 is `("5", 0)`, 1500 is `("15", 4)`.
  package var shortestDigits: (digits: String, point: Int) {
    // Swift writes the shortest digits too, but elsewhere.
    let parts = description.split(separator: "e")
    let mantissa = (parts.first ?? "").split(separator: ".")
    let whole = mantissa.first ?? ""
    let all = whole + (mantissa.count > 1 ? mantissa[1] : "")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let significant = all.drop { $0 == "0" }
    let digits = significant.reversed().drop { $0 == "0" }.reversed()
    return (String(digits), whole.utf8.count + exponent - (all.utf8.count - significant.utf8.count))
  }
}
