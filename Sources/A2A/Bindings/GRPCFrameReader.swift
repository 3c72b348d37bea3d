/// Takes the messages of a gRPC body out of their frames, each a flag, a length of four bytes and the message
/// ("Length-Prefixed-Message" of the gRPC over HTTP/2 protocol). A value: bytes in, messages out.
struct GRPCFrameReader {
  /// Why a body can't be read.
  enum Problem: Error, Equatable {
    /// The client accepts none, so a server must not compress.
    case compressed
    /// A message of so many bytes.
    case tooLarge(Int)
    /// The body ended within a frame.
    case cutShort
  }

  private static let headBytes = 5
  /// The most memory that a mere announcement of length is worth.
  private static let reservationLimit = 1 << 20

  private let limit: Int
  private var head: [UInt8] = []
  private var message: [UInt8] = []
  /// How many bytes of `message` are to come; nil while its head is not complete.
  private var missing: Int?

  /// - Parameter limit: How many bytes one message may have.
  init(limit: Int) { self.limit = limit }

  /// How much of the message to come is there.
  var heldBytes: Int { message.count }

  /// The messages that `bytes` complete, in order.
  mutating func push(_ bytes: [UInt8]) throws(Problem) -> [[UInt8]] {
    var messages: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      if let missing {
        let piece = rest.prefix(missing)
        message += piece
        rest = rest.dropFirst(piece.count)
        self.missing = missing - piece.count
      } else {
        let piece = rest.prefix(Self.headBytes - head.count)
        head += piece
        rest = rest.dropFirst(piece.count)
        if head.count == Self.headBytes { try begin() }
      }
      if missing == 0 { messages.append(take()) }
    }
    return messages
  }

  /// The body has ended.
  func finish() throws(Problem) {
    guard head.isEmpty, missing == nil else { throw .cutShort }
  }

  private mutating func begin() throws(Problem) {
    guard head[0] == 0 else { throw .compressed }
    let length = head[1...].reduce(0) { $0 << 8 | Int($1) }
    guard length <= limit else { throw .tooLarge(length) }
    message.reserveCapacity(min(length, Self.reservationLimit))
    missing = length
    head.removeAll(keepingCapacity: true)
  }

  private mutating func take() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &message)
    missing = nil
    return taken
  }
}

extension GRPCFrameReader {
  /// `message` in its frame.
  ///
  /// - Precondition: It has fewer than 4 GiB.
  static func frame(_ message: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = []
    frame.reserveCapacity(headBytes + message.count)
    frame.append(0)
    for shift in [24, 16, 8, 0] { frame.append(UInt8(truncatingIfNeeded: message.count >> shift)) }
    return frame + message
  }
}
