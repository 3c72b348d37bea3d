import FoundationEssentials

/// The ids of the messages that the bridge sends.
enum MessageID {
  /// A fresh one. Some agents refuse ids that are not UUIDs.
  static func fresh() -> String { UUID().uuidString.lowercased() }
}
