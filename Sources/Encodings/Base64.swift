import FoundationEssentials

/// Base64 as agents write it, made fit for hosts: standard alphabet, padded, no white space (RFC 4648 §4).
package struct Base64: Sendable {
  /// The clean text.
  package let text: String
  /// How many bytes it stands for.
  package let byteCount: Int

  /// - Returns: nil for what is not base64. Text that is clean already is not copied.
  package init?(_ raw: String) {
    var text = raw
    if !raw.utf8.allSatisfy(Self.isStandard) {
      var clean: [UInt8] = []
      clean.reserveCapacity(raw.utf8.count)
      for byte in raw.utf8 {
        switch byte {
        case UInt8(ascii: "-"): clean.append(UInt8(ascii: "+"))
        case UInt8(ascii: "_"): clean.append(UInt8(ascii: "/"))
        case 0x09, 0x0A, 0x0D, 0x20: continue
        case _ where Self.isStandard(byte): clean.append(byte)
        default: return nil
        }
      }
      text = String(decoding: clean, as: UTF8.self)
    }
    let padding = text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    let digits = text.utf8.count - padding
    guard padding <= 2, padding == 0 || (digits + padding) % 4 == 0, digits % 4 != 1,
      !text.utf8.dropLast(padding).contains(UInt8(ascii: "="))
    else {
      return nil
    }
    text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    self.text = text
    byteCount = digits * 3 / 4
  }

  /// The bytes themselves.
  package var bytes: [UInt8] { Data(base64Encoded: text).map(Array.init) ?? [] }

  /// The first bytes, for a look at what they are.
  package func prefix(_ count: Int) -> [UInt8] {
    let digits = text.prefix((count + 2) / 3 * 4)
    return Array((Data(base64Encoded: String(digits)) ?? Data()).prefix(count))
  }

  private static func isStandard(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
      true
    default: false
    }
  }
}
