/// A place in a text as editors show it.
package struct JSONLocation: Sendable, Hashable, CustomStringConvertible {
  /// Counted from 1.
  package let line: Int
  /// Counted in characters from 1.
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package var description: String { "line \(line), column \(column)" }

  /// Where the byte at `offset` of the document `bytes` is shown.
  package static func of(offset: Int, in bytes: [UInt8]) -> JSONLocation {
    let before = bytes.prefix(max(0, offset))
    let line = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // A byte order mark is no character to an editor.
    let text = String(decoding: line.last ?? [], as: UTF8.self).drop { $0 == "\u{FEFF}" }
    return JSONLocation(line: line.count, column: text.count + 1)
  }

  /// Where `path` leads in `bytes`, a document of the configuration dialect: to the name of a member, to the
  /// first character of an element or of the whole document. nil when there is no such place.
  ///
  /// The document is read again, so nobody pays for locations until there is an error to show.
  package static func of(path: JSONPath, in bytes: [UInt8]) -> JSONLocation? {
    var parser = JSONParser(dialect: .configuration)
    parser.skipByteOrderMark(bytes.span)
    guard let offset = try? parser.offset(of: path.steps[...], bytes.span) else { return nil }
    return of(offset: offset, in: bytes)
  }

  /// Where `path` leads, or else the nearest place above it: the object that lacks the member.
  package static func nearest(to path: JSONPath, in bytes: [UInt8]) -> JSONLocation? {
    var path: JSONPath? = path
    while let candidate = path {
      if let location = of(path: candidate, in: bytes) { return location }
      path = candidate.parent
    }
    return nil
  }
}

extension JSONParser {
  /// The offset of what `steps` lead to from the value at the current position; nil when they lead nowhere.
  fileprivate mutating func offset(
    of steps: ArraySlice<JSONPath.Step>, _ bytes: Span<UInt8>
  ) throws(JSONSyntaxError) -> Int? {
    try skipSpace(bytes)
    guard let step = steps.first else { return position }
    guard position < bytes.count else { return nil }
    switch (step, bytes[position]) {
    case (.name(let name), UInt8(ascii: "{")): return try offset(of: name, then: steps.dropFirst(), bytes)
    case (.index(let index), UInt8(ascii: "[")): return try offset(of: index, then: steps.dropFirst(), bytes)
    default: return nil
    }
  }

  private mutating func offset(
    of name: String, then rest: ArraySlice<JSONPath.Step>, _ bytes: Span<UInt8>
  ) throws(JSONSyntaxError) -> Int? {
    guard try open(closing: UInt8(ascii: "}"), bytes, depth: 0) else { return nil }
    repeat {
      try skipSpace(bytes)
      let nameOffset = position
      if try memberName(bytes).isIdentical(to: name) {
        return rest.isEmpty ? nameOffset : try offset(of: rest, bytes)
      }
      _ = try value(bytes, depth: 0)
    } while try goesOn(closing: UInt8(ascii: "}"), or: .commaOrBrace, bytes)
    return nil
  }

  private mutating func offset(
    of index: Int, then rest: ArraySlice<JSONPath.Step>, _ bytes: Span<UInt8>
  ) throws(JSONSyntaxError) -> Int? {
    guard try open(closing: UInt8(ascii: "]"), bytes, depth: 0) else { return nil }
    var current = 0
    repeat {
      if current == index { return try offset(of: rest, bytes) }
      _ = try value(bytes, depth: 0)
      current += 1
    } while try goesOn(closing: UInt8(ascii: "]"), or: .commaOrBracket, bytes)
    return nil
  }
}
