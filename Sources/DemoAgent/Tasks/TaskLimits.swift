/// What the agent's memory holds.
package struct TaskLimits: Sendable, Equatable {
  /// Tasks being worked on at the same time; a further one is refused with an internal error.
  package var running = 256
  /// Tasks remembered, whatever their state; the oldest that nobody works on is forgotten first.
  package var stored = 1_000
  /// Bytes of all remembered artifacts together, with the same way out.
  package var storedBytes = 512 * 1024 * 1024

  /// The limits above, each of which can be changed afterwards.
  package init() {}
}
