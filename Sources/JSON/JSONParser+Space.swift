// Everything between the tokens: white space, and the comments of the configuration dialect.

extension JSONParser {
  /// RFC 8259 section 8.1 lets a reader ignore a byte order mark; editors still write them.
  mutating func skipByteOrderMark(_ bytes: Span<UInt8>) {
    if bytes.holds("\u{FEFF}", at: position) { position += 3 }
  }

  /// Moves to the next byte that is neither white space nor in a comment.
  @inline(__always)
  mutating func skipSpace(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        position += 1
      case UInt8(ascii: "/") where dialect == .configuration:
        guard try skipComment(bytes) else { return }
      default:
        return
      }
    }
  }

  /// Passes the comment at the current slash; false when the slash begins none.
  private mutating func skipComment(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> Bool {
    let start = position
    if bytes.holds("//", at: position) {
      while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    } else if bytes.holds("/*", at: position) {
      position += 2
      while !bytes.holds("*/", at: position) {
        guard position < bytes.count else { throw JSONSyntaxError(.unterminatedComment, offset: start) }
        position += 1
      }
      position += 2
    } else {
      return false
    }
    try validate(start..<position, bytes)
    return true
  }
}
