/// What the agent offers beyond the plain exchange of messages, and what it wants for it.
package struct Features: Sendable, Equatable {
  /// Whether it streams.
  package var streams = true
  /// Whether it tells webhooks what happens to tasks.
  package var pushes = false
  /// Whether it signs what it tells webhooks.
  package var signsPushes = false
  /// The URI of an extension that every call has to claim; nil for none.
  package var requiredExtension: String?
  /// The most tasks on one page of a list.
  package var tasksPerPage = TaskFilter.largestPage

  /// A streaming agent without push notifications; each feature can be changed afterwards.
  package init() {}
}
