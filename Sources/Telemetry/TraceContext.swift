/// Which trace of the host's a request belongs to (W3C Trace Context, level 2): passed on as it came, since the bridge
/// records no spans of its own.
package struct TraceContext: Sendable, Hashable {
  /// That of the request being answered; nil where there is none.
  @TaskLocal package static var current: TraceContext?

  package let traceparent: String
  package let tracestate: String?

  /// The most members, and bytes, of a `tracestate` that is passed on (§3.3.1.3, §3.3.1.5).
  static let maxMembers = 32
  static let maxStateBytes = 512
  /// The most bytes of a `traceparent` of a version to come.
  static let maxParentBytes = 256

  /// - Returns: nil if `traceparent` is not valid. A `tracestate` that is not valid is left out, as the recommendation
  ///   wants it.
  package init?(traceparent: String, tracestate: String? = nil) {
    guard Self.isParent(Array(traceparent.utf8)) else { return nil }
    self.traceparent = traceparent
    self.tracestate = tracestate.flatMap { Self.isState(Array($0.utf8)) ? $0 : nil }
  }

  /// `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`; later versions may say more (§3.2).
  private static func isParent(_ bytes: [UInt8]) -> Bool {
    guard (55...maxParentBytes).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      return false
    }
    let fields = bytes[..<55].split(separator: dash, omittingEmptySubsequences: false)
    guard fields.map(\.count) == [2, 32, 16, 2], fields.allSatisfy({ $0.allSatisfy(isHexadecimal) }),
      fields[1...2].allSatisfy({ id in id.contains { $0 != zero } })
    else { return false }
    if bytes.count > 55, bytes[55] != dash { return false }
    return switch String(decoding: fields[0], as: UTF8.self) {
    case "00": bytes.count == 55
    case "ff": false
    default: true
    }
  }

  /// `vendor=value,tenant@vendor=value` (§3.3). What a proxy may not alter is checked for its alphabet only.
  private static func isState(_ bytes: [UInt8]) -> Bool {
    guard !bytes.isEmpty, bytes.count <= maxStateBytes else { return false }
    let members = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map(trimmed).filter { !$0.isEmpty }
    return (1...maxMembers).contains(members.count) && members.allSatisfy(isMember)
  }

  private static func isMember(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return false }
    let (key, value) = (bytes[..<equals], bytes[(equals + 1)...])
    return (1...256).contains(key.count) && key.allSatisfy(isKeyByte)
      && (1...256).contains(value.count)
      && value.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    return bytes.lastIndex { !isBlank($0) }.map { bytes[...$0].drop(while: isBlank) } ?? []
  }

  private static let dash = UInt8(ascii: "-")
  private static let zero = UInt8(ascii: "0")

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || "_-*/@".utf8.contains(byte)
  }
}
