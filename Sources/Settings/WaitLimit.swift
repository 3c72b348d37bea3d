/// How long a tool call waits for its task before it answers with a handle instead.
package enum WaitLimit: Sendable, Hashable {
  case duration(Duration)
  /// Until the task has ended.
  case terminal

  /// Reads `"50s"` or `"terminal"`, as the configuration, `A2A_BRIDGE_WAIT` and `--wait` write it. Nil for other texts.
  package init?(_ text: String) {
    guard let limit = try? Self.reading(text) else { return nil }
    self = limit
  }

  static func reading(_ text: String) throws(Unusable) -> WaitLimit {
    if text == "terminal" { return .terminal }
    do throws(Unusable) {
      return .duration(try DurationText.duration(text))
    } catch {
      throw Unusable("\(error.requirement), or \"terminal\"")
    }
  }
}
