/// A configuration that cannot be used, with everything that is wrong about it.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
  /// How many problems are told; the rest is counted.
  package static let maximumProblems = 20

  /// One `file:line:column: sentence` for each problem, in the order of the file.
  package let lines: [String]

  /// The first ``maximumProblems`` of `lines`, and how many more there are besides `omitted` others.
  init(_ lines: [String], omitted: Int = 0) {
    let omitted = omitted + max(0, lines.count - Self.maximumProblems)
    self.lines = lines.prefix(Self.maximumProblems) + (omitted == 0 ? [] : ["… and \(omitted) more"])
  }

  package var description: String { lines.joined(separator: "\n") }
}
