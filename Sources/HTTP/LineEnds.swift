import Glibc

/// Finds the CRs and LFs of one array from left to right, each byte looked at no more than twice in all.
///
/// It remembers where the next of each kind is, so that a text with only one kind isn't searched for the other
/// again and again.
struct LineEnds {
  private let bytes: [UInt8]
  private var lineFeed = Next(byte: 0x0A)
  private var carriageReturn = Next(byte: 0x0D)

  init(in bytes: [UInt8]) { self.bytes = bytes }

  /// The index of the first CR or LF at `start` or after; `start` must not go back.
  mutating func next(from start: Int) -> Int? {
    let end = min(lineFeed.index(in: bytes, from: start), carriageReturn.index(in: bytes, from: start))
    return end < bytes.count ? end : nil
  }

  private struct Next {
    let byte: UInt8
    var found = -1

    mutating func index(in bytes: [UInt8], from start: Int) -> Int {
      if found < start { found = bytes.index(of: byte, from: start) }
      return found
    }
  }
}

extension [UInt8] {
  /// The index of the first `byte` at `start` or after, or the count. `memchr` reads 32 bytes at a time.
  fileprivate func index(of byte: UInt8, from start: Int) -> Int {
    unsafe withUnsafeBytes { buffer in
      guard start < buffer.count, let base = buffer.baseAddress,
        let found = unsafe memchr(base + start, CInt(byte), buffer.count - start)
      else { return buffer.count }
      return unsafe UnsafeRawPointer(found) - base
    }
  }
}
