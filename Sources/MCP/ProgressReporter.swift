/// Tells the client how a call goes, if the client wants to hear it.
package struct ProgressReporter: Sendable {
  /// For calls whose client gave no progress token.
  package static let unwanted = ProgressReporter(nil)

  private let sink: (@Sendable (String?) -> Void)?

  /// - Parameter sink: gets each message; must not block. nil if nobody listens.
  package init(_ sink: (@Sendable (String?) -> Void)?) { self.sink = sink }

  /// Whether reports go anywhere.
  package var isWanted: Bool { sink != nil }

  /// Reports a step, with a message or as a mere sign of life. Never blocks; reports in quick succession are merged.
  package func report(_ message: String? = nil) { sink?(message) }
}
