import CCurl
import Glibc

/// An address of the Internet Protocol, version 4 or 6.
package struct IPAddress: Sendable, Hashable {
  /// Four bytes or sixteen, as they stand in a packet.
  let bytes: [UInt8]

  /// - Parameter bytes: four or sixteen of them.
  init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = Array(bytes)
  }

  /// Reads what `inet_pton` reads, version 6 also in the brackets of a URL. Never a name, nor a short, octal or zoned
  /// form: programs differ in what they take those for.
  package init?(_ text: String) {
    let isBracketed = text.utf8.first == UInt8(ascii: "[") && text.utf8.last == UInt8(ascii: "]")
    let text = isBracketed ? String(text.dropFirst().dropLast()) : text
    // C strings end at a NUL: what follows it would be dropped in silence.
    guard !text.utf8.contains(0) else { return nil }
    let isVersion6 = text.utf8.contains(UInt8(ascii: ":"))
    guard isVersion6 || !isBracketed else { return nil }
    var bytes = [UInt8](repeating: 0, count: isVersion6 ? 16 : 4)
    guard unsafe inet_pton(isVersion6 ? AF_INET6 : AF_INET, text, &bytes) == 1 else { return nil }
    self.bytes = bytes
  }

  /// The address that libcurl is about to connect to; nil for another kind of network.
  @unsafe init?(_ address: UnsafePointer<curl_sockaddr>) {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = Int(unsafe bridge_address_bytes(address, &bytes))
    self.init(bytes: bytes[..<count])
  }
}

extension IPAddress: CustomStringConvertible {
  /// The usual text, version 6 without brackets (RFC 5952).
  package var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
