/// Something worth telling about a configuration that is usable as a whole.
package struct SettingsFinding: Sendable, Hashable, CustomStringConvertible {
  package enum Severity: String, Sendable {
    /// It works, but not as it should.
    case warning
    /// One agent cannot be used.
    case error
  }

  package let severity: Severity
  /// A sentence with the fix; it names variables and files, never their contents.
  package let text: String
  package let location: SettingsLocation?

  package init(_ severity: Severity, _ text: String, at location: SettingsLocation?) {
    self.severity = severity
    self.text = text
    self.location = location
  }

  package var description: String { "\(location.map { "\($0): " } ?? "")\(severity.rawValue): \(text)" }
}
