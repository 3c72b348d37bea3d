/// A credential that cannot be sent as it is. Names its place, never its value.
package struct InvalidCredential: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    /// The name is not a token (RFC 9110 §5.6.2), or there is none.
    case name
    /// The value is empty.
    case emptyValue
    /// The value holds a line break or another control character, with which it could begin a header of its own.
    case controlCharacter
    /// The value holds a character that ends a cookie (RFC 6265 §4.1.1).
    case cookieCharacter
    /// A user name holds a colon, which begins the password (RFC 7617 §2).
    case colon
    /// Two credentials have the same place; case does not count.
    case duplicate
  }

  package let reason: Reason
  /// `the header X-Key`.
  package let place: String

  package init(reason: Reason, place: String) {
    self.reason = reason
    self.place = place
  }

  package var description: String {
    switch reason {
    case .name: "a credential's header, parameter or cookie has a name that is not one"
    case .emptyValue: "the value of \(place) is empty"
    case .controlCharacter: "the value of \(place) holds a line break or another control character"
    case .cookieCharacter:
      "the value of \(place) holds a space, a quotation mark, a comma, a semicolon or a backslash"
    case .colon: "\(place) holds a colon"
    case .duplicate: "\(place) is set twice"
    }
  }
}
