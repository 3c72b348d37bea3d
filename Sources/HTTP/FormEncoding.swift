/// The encoding of forms: names with values, as requests for tokens and redirects carry them
/// (`application/x-www-form-urlencoded`; URL Standard §5, RFC 6749 Appendix B).
package enum FormEncoding {
  package static let mediaType = "application/x-www-form-urlencoded"

  /// `items` in their order.
  package static func encode(_ items: [QueryItem]) -> String {
    items.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
  }

  /// One name or value.
  package static func encode(_ text: String) -> String {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case 0x20: encoded.append(UInt8(ascii: "+"))
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        encoded.append(byte)
      default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// The names with their values, in their order; what lacks a value has an empty one.
  package static func decode(_ text: String) -> [QueryItem] {
    text.utf8.split(separator: UInt8(ascii: "&")).map { item in
      let parts = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let texts = parts.map { part in
        PercentEncoding.decode(
          String(decoding: part.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }, as: UTF8.self))
      }
      return QueryItem(texts[0], texts.count == 2 ? texts[1] : "")
    }
  }

  private static let digits = Array("0123456789ABCDEF".utf8)
}
