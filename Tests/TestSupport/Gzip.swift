/// Compressed bodies, made once with `gzip -9`.
package enum Gzip {
  /// The header of a member without a name or anything else.
  package static let header: [UInt8] = header(flags: 0)

  package static func header(flags: UInt8) -> [UInt8] { [0x1F, 0x8B, 0x08, flags, 0, 0, 0, 0, 0, 0x03] }

  /// A member of zeros (RFC 1952, RFC 1951), in a fixed code: for each 258 of them 13 bits, and as many between as are
  /// asked for, of 8 bits each.
  package static func zeros(unpacking count: Int, apart: Int = 0) -> [UInt8] {
    let matches = count / (258 + apart)
    let size = 1 + matches * (258 + apart)
    return header + deflated(matches, apart: apart) + littleEndian(checksum(ofZeros: size))
      + littleEndian(UInt32(size))
  }

  private static func littleEndian(_ value: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func checksum(ofZeros count: Int) -> UInt32 {
    let table = (0..<256 as Range<UInt32>).map { byte in
      (0..<8).reduce(byte) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320 }
    }
    var value = UInt32.max
    for _ in 0..<count { value = table[Int(value & 0xFF)] ^ value >> 8 }
    return ~value
  }

  private static func deflated(_ matches: Int, apart: Int) -> [UInt8] {
    var bits = Bits()
    bits.append(0b011, 3)  // The last block, of the fixed code.
    bits.append(0b0000_1100, 8)  // The literal 0, 0x30 in the code, high bit first.
    for _ in 0..<matches {
      bits.append(0b1010_0011, 8)  // As many as possible,
      bits.append(0, 5)  // of what stands one before.
      for _ in 0..<apart { bits.append(0b0000_1100, 8) }
    }
    bits.append(0, 7)  // The end.
    return bits.bytes
  }

  private struct Bits {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    mutating func append(_ code: UInt8, _ count: Int) {
      for index in 0..<count {
        if used == 8 {
          bytes.append(0)
          used = 0
        }
        bytes[bytes.count - 1] |= (code >> UInt8(index) & 1) << UInt8(used)
        used += 1
      }
    }
  }

  /// "hello, hello, hello".
  package static let hello: [UInt8] = [
    0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xD7, 0x51, 0xC8, 0x40, 0xA2,
    0x00,
    0x9F, 0xA1, 0xCA, 0x09, 0x13, 0, 0, 0,
  ]

  /// 1 MiB of zeros in 1051 bytes, nearly all of which are zeros too.
  package static let bomb: [UInt8] = {
    var bytes = [UInt8](repeating: 0, count: 1051)
    let others: [Int: UInt8] = [
      0: 0x1F, 1: 0x8B, 2: 0x08, 8: 0x02, 9: 0x03, 10: 0xED, 11: 0xC1, 12: 0x31, 13: 0x01, 17: 0xC2, 18: 0xA0,
      19: 0xF5, 20: 0x4F, 21: 0x6D, 22: 0x08, 23: 0x5F, 24: 0xA0, 1041: 0x3E, 1042: 0x03, 1043: 0x1C,
      1044: 0xEA, 1045: 0x38, 1046: 0xA7, 1049: 0x10,
    ]
    for (index, byte) in others { bytes[index] = byte }
    return bytes
  }()
}
