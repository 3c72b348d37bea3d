/// Where it is written down who was asked what, for those who must be able to show it.
package struct AuditSettings: Sendable, Hashable {
  /// How much of a call's arguments is written down.
  package enum Arguments: String, Sendable, Hashable, CaseIterable {
    case off
    /// Their digest, which shows whether two calls were alike.
    case hash
    case full
  }

  /// The file; absolute.
  package var file: String
  package var arguments = Arguments.hash
  /// How large the file becomes before the next one is begun.
  package var fileBytes = 64 << 20
  /// How many files are kept, this one included.
  package var files = 8

  package static let fileBytesRange = (64 << 10)...(4 << 30)
  package static let filesRange = 2...1_000

  package init(file: String) {
    self.file = file
  }
}
