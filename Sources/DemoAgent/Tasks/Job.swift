/// A turn waiting for, or in, the agent's background group.
struct Job: Sendable {
  let turn: Turn
  let start: LiveTask.Position
  let work: @Sendable (Turn) async throws -> Void

  /// Runs the skill until the turn is over, by the skill's doing or by a cancel.
  func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await perform() }
      _ = await start.task.outcome(from: start)
      group.cancelAll()
    }
  }

  private func perform() async {
    do {
      try await work(turn)
      try turn.fail("The skill ended without a result.")
    } catch is TurnOver {
      // The rule: a skill that came to its result leaves the turn over, and so does a cancel.
    } catch is CancellationError {
      // Canceled, or the agent is shutting down.
    } catch {
      try? turn.fail("Agent execution error: \(error)")
    }
  }
}
