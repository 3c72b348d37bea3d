package import JSON
package import Settings

/// One thing that `check` has to say, with what to do about it.
package struct Finding: Sendable, Hashable {
  package enum Severity: String, Sendable {
    case ok, warning, error
  }

  package let severity: Severity
  /// The agent or the file that it is about.
  package let subject: String
  package let text: String
  /// What to do; nil where nothing need be done.
  package let fix: String?

  package init(_ severity: Severity, _ subject: String, _ text: String, fix: String? = nil) {
    self.severity = severity
    self.subject = subject.oneLine
    self.text = text.oneLine
    self.fix = fix?.oneLine
  }

  /// What the settings' reader found.
  package init(_ finding: SettingsFinding) {
    self.init(
      finding.severity == .error ? .error : .warning, finding.location.map { "\($0)" } ?? "configuration",
      finding.text)
  }

  /// `error    weather: no connection could be made. Fix: is it running?`
  package var line: String { "\(severity.rawValue.padded(to: 8)) \(subject): \(sentence)" }

  /// The text with what to do about it.
  var sentence: String { text + (fix.map { ". Fix: \($0)" } ?? "") }

  package var json: JSONValue {
    var json: JSONObject = [
      "severity": .string(severity.rawValue), "subject": .string(subject), "text": .string(text),
    ]
    json["fix"] = fix.map { .string($0) }
    return .object(json)
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
