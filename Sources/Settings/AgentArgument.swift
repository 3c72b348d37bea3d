/// What stands on the command line for an agent: its URL, or the file that its card is in.
enum AgentArgument {
  case url
  case file(String)

  /// A `file:` URL, or a path that ends in `.json`; everything else is taken for the URL of an agent.
  init(_ text: String) {
    if text.lowercased().hasPrefix("file:") {
      self = .file(Self.path(of: text.dropFirst("file:".count)))
    } else if !text.contains("://"), text.lowercased().hasSuffix(".json") {
      self = .file(text)
    } else {
      self = .url
    }
  }

  /// The path of a `file:` URL: `///a/b`, `//localhost/a/b` or `/a/b`, percent-encoded.
  private static func path(of rest: Substring) -> String {
    var rest = rest
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      if rest.lowercased().hasPrefix("localhost/") { rest = rest.dropFirst("localhost".count) }
    }
    var bytes: [UInt8] = []
    var encoded = Array(rest.utf8)[...]
    while let byte = encoded.popFirst() {
      let digits = encoded.prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
      guard byte == UInt8(ascii: "%"), digits.count == 2 else {
        bytes.append(byte)
        continue
      }
      bytes.append(UInt8(digits[0] * 16 + digits[1]))
      encoded = encoded.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
