/// A string of the configuration with its references to environment variables: `${VAR}` and `${VAR:-default}`.
///
/// `$${` is a literal `${`. A default ends at the first `}`, and one with a `${` is a mistake: nobody would fill that in.
struct StringTemplate: Equatable {
  enum Piece: Equatable {
    case literal(String)
    case variable(name: String, default: String?)
  }

  /// What is wrong with a template; never holds any of its text, which may be a credential.
  enum Fault: Error, Equatable {
    case unclosed
    case invalidName
    case nested
  }

  let pieces: [Piece]

  init(_ text: String) throws(Fault) {
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      if rest.starts(with: "$${".utf8) {
        literal.append(contentsOf: "${".utf8)
        rest = rest.dropFirst(3)
      } else if rest.starts(with: "${".utf8) {
        if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
        literal = []
        pieces.append(try Self.takeVariable(from: &rest))
      } else {
        literal.append(byte)
        rest = rest.dropFirst()
      }
    }
    if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
    self.pieces = pieces
  }

  /// The variables that are named, in order.
  var variables: [String] {
    pieces.compactMap { if case .variable(let name, _) = $0 { name } else { nil } }
  }

  /// True for a name that an environment variable can have in every shell.
  static func isVariableName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !isDigit(first) else { return false }
    return name.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") }
  }

  private static func takeVariable(from rest: inout ArraySlice<UInt8>) throws(Fault) -> Piece {
    guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { throw .unclosed }
    let inside = String(decoding: rest[(rest.startIndex + 2)..<end], as: UTF8.self)
    rest = rest[(end + 1)...]
    let name = inside.prefix { $0 != ":" }
    let tail = inside.dropFirst(name.count)
    guard isVariableName(String(name)), tail.isEmpty || tail.hasPrefix(":-") else { throw .invalidName }
    guard !tail.contains("${") else { throw .nested }
    return .variable(name: String(name), default: tail.isEmpty ? nil : String(tail.dropFirst(2)))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}

extension StringTemplate.Fault: CustomStringConvertible {
  var description: String {
    switch self {
    case .unclosed: "has a \"${\" without its \"}\"; write \"$${\" for a literal \"${\""
    case .invalidName:
      "has a \"${…}\" that names no variable (letters, digits and _); write \"$${\" for a literal \"${\""
    case .nested: "has a \"${…}\" with another one in its default, which nobody fills in"
    }
  }
}
