/// Counts what a protobuf message would come to in memory before it is read.
///
/// An empty part takes two bytes on the wire and a hundred times as many in memory, so a limit of bytes is none.
enum ProtobufCensus {
  /// As many values as JSON may have.
  static let limit = 1_000_000
  /// How deep it is looked for them: deeper than protobuf is read.
  static let depth = 400

  enum Outcome: Sendable, Equatable {
    case acceptable, tooMany, malformed
  }

  /// Whether there are more values in `bytes`, a message of this shape, than are accepted.
  static func outcome(
    of bytes: [UInt8], as shape: ProtobufShape, limit: Int = limit, depth: Int = depth
  ) -> Outcome {
    // Each takes two bytes at least. So what has no known shape is told by its size.
    if bytes.count / 2 <= limit { return .acceptable }
    if case .leaf = shape { return .tooMany }
    return walk(bytes, as: shape, limit, depth)
  }

  private static func walk(
    _ bytes: [UInt8], as shape: ProtobufShape, _ limit: Int, _ depth: Int
  ) -> Outcome {
    var reader = Reader(bytes: bytes)
    var open = [(shape: shape, end: bytes.count)]
    var count = 0
    while let (shape, end) = open.last {
      guard reader.position < end else {
        open.removeLast()
        continue
      }
      guard let (number, content) = reader.field(before: end) else { return .malformed }
      guard let content, let field = shape.field(number) else { continue }
      let inner: ProtobufShape
      switch field {
      case .one(let shape): inner = shape
      case .many(let shape):
        inner = shape
        count += 1
        if count > limit { return .tooMany }
      }
      if case .leaf = inner { continue }
      guard open.count < depth else { return .malformed }
      reader.position = content.lowerBound
      open.append((inner, content.upperBound))
    }
    return .acceptable
  }

  /// Walks the fields of the wire format.
  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    /// The number of the next field, and where its content is if that has a length; nil for what is none within `end`.
    ///
    /// Groups are none either: nothing that A2A says has had one.
    mutating func field(before end: Int) -> (number: UInt64, content: Range<Int>?)? {
      guard let tag = varint(before: end) else { return nil }
      var content: Range<Int>?
      switch tag & 7 {
      case 0: guard varint(before: end) != nil else { return nil }
      case 1: position += 8
      case 2:
        guard let length = varint(before: end), length <= UInt64(end - position) else { return nil }
        content = position..<position + Int(length)
        position += Int(length)
      case 5: position += 4
      default: return nil
      }
      return position <= end ? (tag >> 3, content) : nil
    }

    private mutating func varint(before end: Int) -> UInt64? {
      var value: UInt64 = 0
      for index in 0..<10 {
        guard position < end else { return nil }
        let byte = bytes[position]
        position += 1
        value |= UInt64(byte & 0x7F) << UInt64(7 * index)
        if byte < 0x80 { return value }
      }
      return nil
    }
  }
}
