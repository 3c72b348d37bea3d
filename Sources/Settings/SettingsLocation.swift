/// A place in the configuration file, the way editors open it: `bridge.json:12:7`.
package struct SettingsLocation: Sendable, Hashable, CustomStringConvertible {
  package let file: String
  /// Counted from 1.
  package let line: Int
  /// In characters, counted from 1.
  package let column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  package var description: String { "\(file):\(line):\(column)" }
}
