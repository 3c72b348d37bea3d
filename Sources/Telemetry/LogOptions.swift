/// What the user chose about logs.
package struct LogOptions: Sendable, Hashable {
  /// How a line looks.
  package enum Format: String, Sendable, CaseIterable {
    /// `text` on a terminal, `json` everywhere else.
    case auto
    /// Time, level, message and `key=value`, for people.
    case text
    /// One JSON object a line, for programs.
    case json
  }

  package var level: LogLevel
  package var format: Format
  /// Where the lines go instead of standard error: the path of a file that is appended to.
  package var file: String?

  package init(level: LogLevel = .info, format: Format = .auto, file: String? = nil) {
    self.level = level
    self.format = format
    self.file = file
  }
}
