/// Which grammar a document follows.
package enum JSONDialect: Sendable, Equatable {
  /// RFC 8259, for what peers write. Of members with the same name the last value wins.
  case strict
  /// For files people edit: `//` and `/* */` comments and trailing commas are read over, and a second member
  /// of the same name is refused, because one of the two would silently have no effect.
  case configuration
}
