/// Bytes as lower-case hexadecimal digits.
package enum Hexadecimal {
  package static let digits = Array("0123456789abcdef".utf8)
}

extension Sequence<UInt8> {
  /// The bytes as lower-case hexadecimal digits.
  package var hexadecimal: String {
    var digits: [UInt8] = []
    digits.reserveCapacity(2 * underestimatedCount)
    for byte in self {
      digits.append(Hexadecimal.digits[Int(byte >> 4)])
      digits.append(Hexadecimal.digits[Int(byte & 15)])
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
