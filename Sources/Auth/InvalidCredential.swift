/// A header that cannot be sent as it is. Names the header, never its value.
package struct InvalidCredential: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    /// The name is not a token (RFC 9110 §5.6.2).
    case name
    /// The value is empty.
    case emptyValue
    /// The value holds a line break or another control character, with which it could begin a header of its own.
    case controlCharacter
    /// Two headers have the same name; case does not count.
    case duplicate
  }

  package let reason: Reason
  package let header: String

  package init(reason: Reason, header: String) {
    self.reason = reason
    self.header = header
  }

  package var description: String {
    switch reason {
    case .name: "a credential's header has a name that is not one"
    case .emptyValue: "the value of the header \(header) is empty"
    case .controlCharacter:
      "the value of the header \(header) holds a line break or another control character"
    case .duplicate: "the header \(header) is set twice"
    }
  }
}
