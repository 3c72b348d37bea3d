/// Writes small pictures with a palette as PNG (third edition), without compressing them.
enum PNG {
  /// Bytes of one stored DEFLATE block (RFC 1951 §3.2.4).
  private static let blockLimit = 65_535

  /// - Parameters:
  ///   - palette: Colours as 0xRRGGBB, at most 256.
  ///   - pixel: The index into the palette of the pixel at a column and a row.
  static func encode(width: Int, height: Int, palette: [UInt32], pixel: (Int, Int) -> UInt8) -> [UInt8] {
    var rows: [UInt8] = []
    for y in 0..<height {
      rows.append(0)  // no filter
      for x in 0..<width { rows.append(pixel(x, y)) }
    }
    var png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    // 8 bits a pixel, palette, default compression, filter and no interlace.
    png += chunk("IHDR", bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 3, 0, 0, 0])
    png += chunk("PLTE", palette.flatMap { bigEndian($0).dropFirst() })
    png += chunk("IDAT", zlib(rows))
    png += chunk("IEND", [])
    return png
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let content = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + content + bigEndian(crc32(content))
  }

  /// RFC 1950 around stored blocks.
  private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: blockLimit) {
      let block = bytes[start..<min(start + blockLimit, bytes.count)]
      stream.append(block.endIndex == bytes.count ? 1 : 0)
      for count in [UInt16(block.count), ~UInt16(block.count)] {
        stream += [UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8)]
      }
      stream += block
    }
    return stream + bigEndian(adler32(bytes))
  }

  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }

  static func adler32(_ bytes: [UInt8]) -> UInt32 {
    let (low, high) = bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
      let low = (sums.0 + UInt32(byte)) % 65_521
      return (low, (sums.1 + low) % 65_521)
    }
    return high << 16 | low
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
