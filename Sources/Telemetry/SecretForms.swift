/// The spellings in which a secret can turn up in a log line: as it is, and as other formats write it.
enum SecretForms {
  /// Every spelling of `value` that has at least `minimum` bytes, each once.
  static func all(of value: String, minimum: Int) -> Set<[UInt8]> {
    let bytes = Array(value.utf8)
    var forms: Set<[UInt8]> = [
      bytes,
      jsonEscaped(bytes, slashes: false),
      jsonEscaped(bytes, slashes: true),
      percentEncoded(bytes, digits: upperDigits, space: nil),
      percentEncoded(bytes, digits: lowerDigits, space: nil),
      percentEncoded(bytes, digits: upperDigits, space: UInt8(ascii: "+")),
      percentEncoded(bytes, digits: lowerDigits, space: UInt8(ascii: "+")),
    ]
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

  /// The inside of a JSON string (RFC 8259 §7) with the required escapes, and `\/` if `slashes`.
  private static func jsonEscaped(_ bytes: [UInt8], slashes: Bool) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
      let needsEscape = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
      return needsEscape || (slashes && byte == UInt8(ascii: "/")) ? [UInt8(ascii: "\\"), byte] : [byte]
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
