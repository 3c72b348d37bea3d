/// A message with its prefix: one byte that tells whether it is compressed, four that tell its length.
enum GRPCFrame {
  static let prefixLength = 5

  static func wrap(_ message: [UInt8]) -> [UInt8] {
    let length = UInt32(message.count)
    return [0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> UInt32($0)) } + message
  }

  /// The one message that `body` consists of; none of the procedures takes a stream.
  static func unwrap(_ body: [UInt8]) throws(GRPCStatus) -> [UInt8] {
    guard body.count >= prefixLength else { throw GRPCStatus(.internalError, "There is no message") }
    switch body[0] {
    case 0: break
    case 1: throw GRPCStatus(.unimplemented, "Compressed messages are not supported")
    default: throw GRPCStatus(.internalError, "A message begins with neither 0 nor 1")
    }
    let length = body[1..<prefixLength].reduce(0) { $0 << 8 | Int($1) }
    guard body.count == prefixLength + length else {
      throw GRPCStatus(.internalError, "The request is not exactly one message")
    }
    return Array(body[prefixLength...])
  }
}
