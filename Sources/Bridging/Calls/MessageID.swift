import Encodings

/// The ids of the messages that the bridge sends.
enum MessageID {
  /// A fresh one: a random UUID (RFC 9562 §5.4), since some agents refuse all else.
  ///
  /// Foundation's would open /dev/urandom for each.
  static func fresh() -> String {
    let version = UInt64.random(in: .min ... .max) & ~0xF000 | 0x4000
    let variant = UInt64.random(in: .min ... .max) & ~(3 << 62) | 2 << 62
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (index, byte) in (version.bigEndianBytes + variant.bigEndianBytes).enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
      text.append(Hexadecimal.digits[Int(byte >> 4)])
      text.append(Hexadecimal.digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension UInt64 {
  fileprivate var bigEndianBytes: [UInt8] {
    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> UInt64($0)) }
  }
}
