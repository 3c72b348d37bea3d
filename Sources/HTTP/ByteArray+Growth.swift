extension [UInt8] {
  /// Makes room for `count` more bytes, and for half as many again as there will be, but not beyond `expecting`.
  ///
  /// An array left to itself doubles, and of what holds a large message up to half would be spare.
  mutating func makeRoom(for count: Int, expecting limit: Int) {
    let needed = self.count + count
    guard needed > capacity else { return }
    reserveCapacity(Swift.max(needed, Swift.min(needed + needed / 2, limit)))
  }
}
