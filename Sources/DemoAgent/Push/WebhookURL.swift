/// An address that the agent may post to: plain HTTP on this machine.
///
/// A demo that posted wherever it is told would be a tool for reaching into other people's networks
/// (A2A 1.0 §13.2).
struct WebhookURL: Sendable, Equatable, CustomStringConvertible {
  /// A numeric address, without the brackets of IPv6.
  let host: String
  let port: Int
  /// The path and the query, as the request line has them.
  let target: String
  /// The URL as the client wrote it.
  let description: String

  /// nil unless `text` is an `http` URL of a loopback address without user information and fragment.
  init?(_ text: String) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      !text.contains(where: { "#\\\"<>".contains($0) })
    else { return nil }
    let prefix = "http://"
    guard text.lowercased().hasPrefix(prefix) else { return nil }
    let rest = text.dropFirst(prefix.count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let target = rest.dropFirst(authority.count)
    guard let (host, port) = Self.parts(of: authority) else { return nil }
    self.host = host
    self.port = port
    self.target = target.hasPrefix("/") ? String(target) : "/\(target)"
    description = text
  }

  private static func parts(of authority: Substring) -> (host: String, port: Int)? {
    let colon = authority.lastIndex { $0 == ":" || $0 == "]" }.flatMap { authority[$0] == ":" ? $0 : nil }
    let port = colon.map { Int(authority[authority.index(after: $0)...]) } ?? 80
    guard let port, (1...65_535).contains(port) else { return nil }
    guard let host = loopback(authority[..<(colon ?? authority.endIndex)]) else { return nil }
    return (host, port)
  }

  /// The address that `host` stands for, which is not looked up anywhere.
  private static func loopback(_ host: Substring) -> String? {
    switch host.lowercased() {
    case "localhost": "127.0.0.1"
    case "[::1]": "::1"
    case let host where isLoopback(host.split(separator: ".", omittingEmptySubsequences: false)): host
    default: nil
    }
  }

  private static func isLoopback(_ bytes: [Substring]) -> Bool {
    bytes.count == 4 && bytes.first == "127" && bytes.allSatisfy { $0.first != "+" && UInt8($0) != nil }
  }
}
