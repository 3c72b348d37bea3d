/// Bytes as lower-case hexadecimal digits.
enum Hexadecimal {
  static let digits = Array("0123456789abcdef".utf8)
}

extension Sequence<UInt8> {
  /// The bytes as lower-case hexadecimal digits.
  var hexadecimal: String {
    String(
      decoding: flatMap { [Hexadecimal.digits[Int($0 >> 4)], Hexadecimal.digits[Int($0 & 15)]] },
      as: UTF8.self)
  }
}
