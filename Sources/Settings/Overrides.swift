package import Telemetry

/// What the command line or the environment says over the file. Nil: nothing.
package struct Overrides: Sendable, Hashable {
  package var logLevel: LogLevel?
  package var logFormat: LogOptions.Format?
  /// Relative to the working directory.
  package var stateDirectory: String?
  /// Replaces the wait of every agent.
  package var wait: WaitLimit?

  package init(
    logLevel: LogLevel? = nil, logFormat: LogOptions.Format? = nil, stateDirectory: String? = nil,
    wait: WaitLimit? = nil
  ) {
    self.logLevel = logLevel
    self.logFormat = logFormat
    self.stateDirectory = stateDirectory
    self.wait = wait
  }

  /// What `A2A_BRIDGE_LOG_LEVEL`, `A2A_BRIDGE_LOG_FORMAT`, `A2A_BRIDGE_STATE_DIR` and `A2A_BRIDGE_WAIT` say; an empty
  /// variable says nothing. Throws one line for each that cannot be read.
  package init(environment: [String: String]) throws(SettingsError) {
    var problems: [String] = []
    func value<Value>(_ name: String, _ reading: (String) throws(Unusable) -> Value) -> Value? {
      guard let text = environment[name], !text.isEmpty else { return nil }
      do throws(Unusable) {
        return try reading(text)
      } catch {
        problems.append("\(name) \(error.sentence(about: text))")
        return nil
      }
    }
    logLevel = value("A2A_BRIDGE_LOG_LEVEL", SettingsWord.logLevel)
    logFormat = value("A2A_BRIDGE_LOG_FORMAT", SettingsWord.reading)
    stateDirectory = value("A2A_BRIDGE_STATE_DIR") { $0 }
    wait = value("A2A_BRIDGE_WAIT", WaitLimit.reading)
    guard problems.isEmpty else { throw SettingsError(problems) }
  }

  /// These, and `other` where these say nothing.
  package func or(_ other: Overrides) -> Overrides {
    Overrides(
      logLevel: logLevel ?? other.logLevel, logFormat: logFormat ?? other.logFormat,
      stateDirectory: stateDirectory ?? other.stateDirectory, wait: wait ?? other.wait)
  }
}
