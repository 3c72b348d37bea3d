/// Bytes as lower-case hexadecimal digits.
package enum Hexadecimal {
  package static let digits = Array("0123456789abcdef".utf8)
}

extension Sequence<UInt8> {
  /// The bytes as lower-case hexadecimal digits.
  package var hexadecimal: String {
    String(
      decoding: flatMap { [Hexadecimal.digits[Int($0 >> 4)], Hexadecimal.digits[Int($0 & 15)]] },
      as: UTF8.self)
  }
}
