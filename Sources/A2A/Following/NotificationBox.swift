/// Where agents leave word of their tasks: the other end of push notifications (A2A 1.0 §4.3).
package protocol NotificationBox: Sendable {
  /// Opens a place for word of one task; nil where there is none to be had.
  func open() -> NotificationSlot?
}

/// A place where one agent leaves word of one task, until it is closed.
package final class NotificationSlot: Sendable {
  /// What the agent is to be told.
  package let config: PushConfig
  let bell: Bell
  private let onClose: @Sendable () -> Void

  /// - Parameters:
  ///   - bell: Rings when there is word.
  ///   - onClose: Takes the place away.
  package init(_ config: PushConfig, bell: Bell, onClose: @escaping @Sendable () -> Void) {
    self.config = config
    self.bell = bell
    self.onClose = onClose
  }

  deinit { onClose() }
}
