import A2A
import Logging
import MCP
import Settings

extension CallRunner {
  /// `a2a_read_more`: goes on with the text of a result that was cut, as the agent shows it now.
  func readMore(
    _ arguments: ReadMoreArguments, at agent: AgentSnapshot, from site: CallSite
  ) async -> ToolResult {
    let id = arguments.taskID
    var mapping = ResultMapping(agent: agent, tool: ledger.entry(of: id, at: agent.name)?.tool)
    mapping.start = arguments.offset
    if let answer = answers.answer(id, of: agent.name) {
      mapping.keep = { _ in id }
      return mapping.result(of: answer)
    }
    do throws(InvalidArguments) {
      try check(id, belongsTo: agent)
    } catch {
      return ToolResult(refusing: error.advice)
    }
    guard !KeptAnswers.isOwn(id) else { return ToolResult(refusing: Self.noLongerKept) }
    do throws(A2AError) {
      let task = try await agent.client.task(id, within: agent.settings.timeouts.firstByte)
      guard task.state.isStopped else { return .unfinished(task, at: agent) }
      return mapping.result(of: .stopped(ledger.asHeard(task, of: agent.name)))
    } catch {
      logger.warning(
        "task could not be read: \(error.message)", metadata: site.metadata(agent: agent.name, taskID: id))
      return mapping.failure(error, doing: .reading, taskID: id)
    }
  }

  private static let noLongerKept =
    "the text is no longer there: the agent made no task of it, and the bridge keeps only the last few. Call the "
    + "tool again, and ask the agent for less at a time"
}

extension ToolResult {
  /// The text of a task that goes on may still become another.
  fileprivate static func unfinished(_ task: AgentTask, at agent: AgentSnapshot) -> ToolResult {
    let trailer = Trailer(of: task, agent: agent.name)
    let words =
      "\(OwnLine.works), so its text may still change. Call \(Tool.waitForTask.name) with "
      + "agent=\"\(agent.name)\" and task_id=\(Trailer.quoted(task.id)) to wait for the result."
    return ToolResult(
      content: [.text("\(words)\n\n\(trailer.line)")], isError: true, meta: trailer.meta)
  }
}
