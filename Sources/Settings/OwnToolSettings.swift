/// Which of the bridge's own tools there are besides those that every task needs.
package struct OwnToolSettings: Sendable, Hashable {
  /// `a2a_task_list`: the tasks that an agent knows of.
  package var taskList = false

  package init() {}
}
