extension String {
  /// The text as one word of a shell, within quotation marks where it needs them.
  package var shellWord: String {
    utf8.allSatisfy(\.isPlainInShells) ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}

extension UInt8 {
  /// True for what no shell takes for anything but itself.
  fileprivate var isPlainInShells: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"),
      UInt8(ascii: "/"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
