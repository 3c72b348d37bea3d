/// A value that is not what its reader wants, with the path to it.
package struct JSONMismatch: Error, Equatable, CustomStringConvertible {
  /// What `found` says when there is no such member.
  package static let nothing = "nothing"

  package let path: JSONPath
  /// What the reader wants, with its article: "a string".
  package let expected: String
  /// What is there, with its article; `nothing` for a member that is missing.
  package let found: String

  package init(path: JSONPath, expected: String, found: String) {
    self.path = path
    self.expected = expected
    self.found = found
  }

  /// `found` is not `expected`.
  package init(at path: JSONPath, expected: String, found: JSONValue?) {
    self.init(path: path, expected: expected, found: found?.kind ?? Self.nothing)
  }

  package var isMissing: Bool { found == Self.nothing }

  package var description: String {
    isMissing ? "\(path): missing" : "\(path): expected \(expected), found \(found)"
  }
}
