/// Random identifiers in the form of a version 4 UUID, which some clients insist on.
enum UniqueID {
  static func next() -> String {
    var generator = SystemRandomNumberGenerator()
    return uuid(high: generator.next(), low: generator.next())
  }

  /// RFC 9562 §5.4: version in bits 48…51, variant in bits 64 and 65.
  static func uuid(high: UInt64, low: UInt64) -> String {
    let high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for position in 0..<32 {
      if [8, 12, 16, 20].contains(position) { text.append(UInt8(ascii: "-")) }
      let word = position < 16 ? high : low
      text.append(digits[Int(word >> UInt64(60 - position % 16 * 4) & 0xF)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
