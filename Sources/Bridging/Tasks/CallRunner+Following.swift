import A2A
import JSONRPC
import MCP
import Telemetry

extension CallRunner {
  /// The waits between two looks at a task that waits for its user, or whose agent can't be heard.
  private static let rest = Backoff(from: .seconds(1), to: .seconds(30))

  /// Shows the task as it stands, then after each change, until it is over or nobody wants to know any more.
  ///
  /// - Throws: `RPCError` when the agent does not know the task.
  func follow(
    _ held: HeldTask, onChange: @Sendable (TaskSnapshot) async -> Void
  ) async throws(RPCError) {
    var shown = try await look(at: held)
    await onChange(shown)
    var waits = Self.rest
    while !shown.isOver, handles.now().milliseconds < held.handle.expiry.milliseconds {
      let before = shown
      do throws(RPCError) {
        try await followOnce(held, &shown, onChange)
      } catch {
        // It is asked again as long as somebody wants to know.
        guard error.code == RPCError.internalError else { throw error }
      }
      if shown.isOver { return }
      if !shown.shows(the: before) { waits.reset() }
      do { try await timing.sleep(waits.next(chance: timing.chance())) } catch { return }
    }
  }

  /// Follows the task to its next stop.
  private func followOnce(
    _ held: HeldTask, _ shown: inout TaskSnapshot, _ onChange: @Sendable (TaskSnapshot) async -> Void
  ) async throws(RPCError) {
    let (news, source) = AsyncStream.makeStream(of: TaskStatus.self, bufferingPolicy: .bufferingNewest(1))
    async let end = { () async -> Result<AgentTask, RPCError> in
      defer { source.finish() }
      do throws(RPCError) {
        return .success(try await follow(held, waitsForSignIn: false) { source.yield($0) })
      } catch {
        return .failure(error)
      }
    }()
    for await status in news where !status.state.isStopped {
      let task = AgentTask(id: held.taskID, contextID: held.handle.contextID, status: status)
      await show(snapshot(of: task, held), &shown, onChange)
    }
    await show(snapshot(of: try await end.get(), held), &shown, onChange)
  }

  private func show(
    _ snapshot: TaskSnapshot, _ shown: inout TaskSnapshot, _ onChange: @Sendable (TaskSnapshot) async -> Void
  ) async {
    guard !snapshot.shows(the: shown) else { return }
    shown = snapshot
    await onChange(snapshot)
  }
}
