/// A place to listen at: `127.0.0.1:8787`, `[::1]:0`.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// An address or a name, IPv6 without its brackets.
  package let host: String
  /// 0 means one that is free.
  package let port: Int

  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// True for an address that means all of this machine's: nothing that anybody can call.
  package var isUnspecified: Bool { host == "0.0.0.0" || host == "::" }

  static func checked(_ text: String) throws(Unusable) -> ListenAddress {
    guard let colon = text.lastIndex(of: ":"), let port = port(text[text.index(after: colon)...]),
      let host = host(text[..<colon])
    else { throw Unusable("must be an address and a port such as \"127.0.0.1:8787\"") }
    return ListenAddress(host: host, port: port)
  }

  private static func port(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let port = Int(text), port <= UInt16.max
    else { return nil }
    return port
  }

  private static func host(_ text: Substring) -> String? {
    guard text.utf8.count <= 255 else { return nil }
    if text.first == "[" { return AgentURL.isAddress(text) ? String(text.dropFirst().dropLast()) : nil }
    return !text.isEmpty && text.utf8.allSatisfy(AgentURL.isHostByte) ? String(text) : nil
  }
}
