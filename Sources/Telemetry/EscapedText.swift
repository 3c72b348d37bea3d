/// Text made harmless for one line of a log: nothing in it can end the line, move a cursor, hide or reorder anything.
package enum EscapedText {
  package enum Style: Sendable {
    /// Bare words for a terminal: `\n`, `\u{1B}`.
    case plain
    /// The same between quotes, so `"` and `\` are escaped as well.
    case quoted
    /// The inside of a JSON string.
    case json
  }

  /// Appends at most `limit` bytes of `text` and says whether that was all; if not, they end in `…`.
  @discardableResult
  package static func append(_ text: String, style: Style, limit: Int, to output: inout [UInt8]) -> Bool {
    let start = output.count
    let ellipsis = Array("…".utf8)
    var cut = start  // The last place at which the ellipsis still fits.
    for scalar in text.unicodeScalars {
      append(scalar, style: style, to: &output)
      if output.count - start > limit {
        output.removeSubrange(cut...)
        if limit >= ellipsis.count { output.append(contentsOf: ellipsis) }
        return false
      }
      if output.count - start + ellipsis.count <= limit { cut = output.count }
    }
    return true
  }

  /// `text` between double quotes, cut after `limit` bytes: how an error sentence shows what somebody wrote.
  package static func quoting(_ text: String, limit: Int = 60) -> String {
    var output: [UInt8] = []
    append(text, style: .quoted, limit: limit, to: &output)
    return "\"" + String(decoding: output, as: UTF8.self) + "\""
  }

  private static func append(_ scalar: Unicode.Scalar, style: Style, to output: inout [UInt8]) {
    switch scalar {
    case "\n": output.append(contentsOf: "\\n".utf8)
    case "\r": output.append(contentsOf: "\\r".utf8)
    case "\t": output.append(contentsOf: "\\t".utf8)
    case "\"" where style != .plain: output.append(contentsOf: "\\\"".utf8)
    case "\\" where style != .plain: output.append(contentsOf: "\\\\".utf8)
    case _ where scalar.isUnsafeInText: appendEscape(scalar, style: style, to: &output)
    default: output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  private static func appendEscape(_ scalar: Unicode.Scalar, style: Style, to output: inout [UInt8]) {
    guard style == .json else {
      output.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".utf8)
      return
    }
    for unit in String(Character(scalar)).utf16 {
      let digits = String(unit, radix: 16)
      output.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
    }
  }
}
