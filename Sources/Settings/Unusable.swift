private import Telemetry

/// Why a text cannot be the value of a setting, as the part of a sentence that follows the setting's name.
struct Unusable: Error, Equatable {
  /// `must be a duration …`: never holds the text itself.
  let requirement: String
  /// False when the text may hold a credential and must not be shown.
  let showsText: Bool

  init(_ requirement: String, showsText: Bool = true) {
    self.requirement = requirement
    self.showsText = showsText
  }

  /// The part of a sentence about a text that stands in the file.
  func sentence(about text: String) -> String {
    showsText ? "\(requirement); found \(EscapedText.quoting(text))" : requirement
  }
}
