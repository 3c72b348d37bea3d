/// The spellings in which a secret can turn up in a log line: as it is, and as other formats write it.
enum SecretForms {
  /// Every spelling of `value` that has at least `minimum` bytes, each once.
  static func all(of value: String, minimum: Int) -> Set<[UInt8]> {
    let bytes = Array(value.utf8)
    // As it is quoted, too, where quotation marks of its own would end the quotation.
    var forms = Set(jsonSpellings(of: value).flatMap { [Array($0.utf8), Array($0.withoutQuotes.utf8)] })
    forms.formUnion([
      percentEncoded(bytes, digits: upperDigits, space: nil),
      percentEncoded(bytes, digits: lowerDigits, space: nil),
      percentEncoded(bytes, digits: upperDigits, space: UInt8(ascii: "+")),
      percentEncoded(bytes, digits: lowerDigits, space: UInt8(ascii: "+")),
    ])
    for shift in 0..<3 {
      forms.insert(base64Core(bytes, shift: shift, alphabet: standardAlphabet))
      forms.insert(base64Core(bytes, shift: shift, alphabet: urlAlphabet))
    }
    return forms.filter { $0.count >= minimum }
  }

  private static let upperDigits = Array("0123456789ABCDEF".utf8)
  private static let lowerDigits = Array("0123456789abcdef".utf8)
  private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  private static let standardAlphabet = Array((letters + "+/").utf8)
  private static let urlAlphabet = Array((letters + "-_").utf8)

  /// The inside of a JSON string (RFC 8259 §7) as encoders write it: with the required escapes only, or with more; the
  /// value itself where it needs none.
  private static func jsonSpellings(of value: String) -> Set<String> {
    let scalars = value.unicodeScalars
    let isASCII = scalars.allSatisfy(\.isASCII)
    var spellings: Set = [value]
    for special in ["", "/"] + specialSigns where special.isEmpty || scalars.contains(where: special.holds) {
      for escapesOthers in isASCII ? [false] : [false, true] {
        for isUpper in [false, true] {
          let words = scalars.map { scalar in
            switch scalar {
            case "/": special.holds(scalar) ? "\\/" : "/"
            case _ where special.holds(scalar) || escapesOthers && !scalar.isASCII:
              unicodeEscaped(scalar, isUpper: isUpper)
            default: shortlyEscaped(scalar)
            }
          }
          spellings.insert(words.joined())
        }
      }
    }
    return spellings
  }

  /// What encoders write as `\u0026` and the like, though they need not: Go's, Gson, those of .NET; with a slash, PHP's.
  private static let specialSigns = ["&<>", "&<>/", "&<>='", "&<>'\"+`", "&<>'\"/"]

  /// `\u00e9`, in two halves where one is too short.
  private static func unicodeEscaped(_ scalar: Unicode.Scalar, isUpper: Bool) -> String {
    String(scalar).utf16.map { unit in
      let digits = String(unit, radix: 16, uppercase: isUpper)
      return "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
    }.joined()
  }

  private static func shortlyEscaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"", "\\": "\\\(scalar)"
    case "\t": "\\t"
    case "\n": "\\n"
    case "\r": "\\r"
    default: String(scalar)
    }
  }

  /// Percent encoding of everything that is not unreserved (RFC 3986 §2.3); `space` replaces `%20` in form bodies.
  private static func percentEncoded(_ bytes: [UInt8], digits: [UInt8], space: UInt8?) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
      if let space, byte == UInt8(ascii: " ") { return [space] }
      return isUnreserved(byte)
        ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }

  /// The base64 characters that depend on nothing but `bytes` when they start `shift` bytes into a group of three.
  ///
  /// A secret inside a longer text (`user:password` of HTTP Basic) is encoded at any of the three positions; the
  /// characters it shares with its neighbours differ from text to text and are left out.
  private static func base64Core(_ bytes: [UInt8], shift: Int, alphabet: [UInt8]) -> [UInt8] {
    var characters: [UInt8] = []
    var bits: UInt32 = 0
    var bitCount = 0
    for byte in [UInt8](repeating: 0, count: shift) + bytes {
      bits = bits << 8 | UInt32(byte)
      bitCount += 8
      while bitCount >= 6 {
        bitCount -= 6
        characters.append(alphabet[Int(bits >> UInt32(bitCount) & 63)])
      }
    }
    return Array(characters.dropFirst(shift == 0 ? 0 : shift + 1))
  }
}

extension String {
  fileprivate func holds(_ scalar: Unicode.Scalar) -> Bool { unicodeScalars.contains(scalar) }
}
