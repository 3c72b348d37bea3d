import FoundationEssentials

/// Base64 as signatures and keys are written in (RFC 7515 §2): the alphabet that stands in any text, without padding,
/// and each run of bytes in one way only.
package enum Base64URL {
  /// - Returns: nil for what nobody who follows the rules would have written: padding, white space, the other alphabet,
  ///   or bits that stand for nothing.
  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    guard text.utf8.allSatisfy(isDigit), text.utf8.count % 4 != 1,
      let bytes = Base64(String(text))?.bytes, text.utf8.elementsEqual(Self.text(bytes).utf8)
    else { return nil }
    return bytes
  }

  package static func text(_ bytes: some Sequence<UInt8>) -> String {
    let text = Data(bytes).base64EncodedString().utf8.compactMap { byte -> UInt8? in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      case UInt8(ascii: "="): nil
      default: byte
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
