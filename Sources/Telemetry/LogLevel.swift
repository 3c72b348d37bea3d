package import Logging

/// How much is logged, from the most to the least.
package enum LogLevel: String, Sendable, CaseIterable {
  case trace, debug, info, notice, warning, error, critical

  /// Reads a level as people type it: any case, `warn` for `warning`. Nil for any other word.
  package init?(named name: String) {
    let name = name.lowercased()
    self.init(rawValue: name == "warn" ? "warning" : name)
  }
}

extension Logger.Level {
  package init(_ level: LogLevel) {
    switch level {
    case .trace: self = .trace
    case .debug: self = .debug
    case .info: self = .info
    case .notice: self = .notice
    case .warning: self = .warning
    case .error: self = .error
    case .critical: self = .critical
    }
  }
}
