/// Why bytes are not a JSON document, and at which byte.
package struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    /// The document ends inside a value, or holds none.
    case unexpectedEnd
    /// Something else stands where the grammar wants this.
    case expected(Expected)
    /// The document goes on after its value.
    case trailingContent
    /// The number breaks the grammar: a leading zero, or a digit is missing.
    case invalidNumber
    /// A backslash is followed by none of RFC 8259's escapes.
    case invalidEscape
    /// A string holds a byte below 0x20 that is not escaped.
    case controlCharacter
    /// Not UTF-8: overlong, a surrogate, beyond U+10FFFF, or cut short.
    case invalidUTF8
    /// A `/*` has no `*/`.
    case unterminatedComment
    /// More than `limit` arrays and objects are open.
    case tooDeep(limit: Int)
    /// There are more than `limit` values.
    case tooMany(limit: Int)
    /// The object already has a member of this name (configuration dialect only).
    case duplicateMember(name: String)
  }

  /// What the grammar wants at a place; the raw value is how it is called in an error's sentence.
  package enum Expected: String, Sendable {
    case value = "a value"
    case memberName = "a member name in double quotes"
    case colon = "a colon"
    case commaOrBrace = "a comma or }"
    case commaOrBracket = "a comma or ]"
  }

  package let reason: Reason
  /// Counted from 0 at the first byte of the document, a byte order mark included.
  package let offset: Int

  package init(_ reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  package var description: String { "\(reason) at byte \(offset)" }
}

extension JSONSyntaxError.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unexpectedEnd: "the document ends too early"
    case .expected(let expected): "expected \(expected.rawValue)"
    case .trailingContent: "unexpected content after the value"
    case .invalidNumber: "invalid number"
    case .invalidEscape: "invalid escape"
    case .controlCharacter: "unescaped control character in a string"
    case .invalidUTF8: "invalid UTF-8"
    case .unterminatedComment: "unterminated comment"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    case .tooMany(let limit): "more than \(limit) values"
    case .duplicateMember(let name): "duplicate member \(JSONValue.string(name).text)"
    }
  }
}
