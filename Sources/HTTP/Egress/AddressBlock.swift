/// All addresses that begin with the same bits.
struct AddressBlock: Sendable {
  private let start: [UInt8]
  private let bits: Int

  /// - Parameters:
  ///   - start: the first address of the block, of the version that its number of bytes tells.
  ///   - bits: how many of its bits count.
  init(_ start: [UInt8], _ bits: Int) {
    self.start = start
    self.bits = bits
  }

  /// A block of version 6, of which only the first groups are given.
  init(groups: UInt16..., bits: Int) {
    let given = groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    self.init(given + [UInt8](repeating: 0, count: 16 - given.count), bits)
  }

  func contains(_ address: IPAddress) -> Bool {
    guard address.bytes.count == start.count else { return false }
    let whole = bits / 8
    guard address.bytes[..<whole] == start[..<whole] else { return false }
    let rest = bits % 8
    return rest == 0 || (address.bytes[whole] ^ start[whole]) >> UInt8(8 - rest) == 0
  }
}
