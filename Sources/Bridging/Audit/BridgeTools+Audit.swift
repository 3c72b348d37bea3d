import A2A
import JSON
import JSONRPC
import MCP
import Telemetry

extension BridgeTools {
  /// Writes down how a call went; every call passes here once, and each round of one that asks something.
  func audit(
    _ answer: Result<ToolAnswer, RPCError>, to arguments: JSONObject, from site: CallSite,
    lasting duration: Duration
  ) {
    let end = Self.end(of: answer, runner.handles)
    let target = target(of: site.tool, arguments)
    runner.audit.record(
      .call(
        AuditedCall(
          tool: site.tool, agent: target.agent ?? end.agent, skill: target.skill, arguments: arguments,
          outcome: Task.isCancelled ? "cancelled" : end.outcome, taskID: end.taskID, duration: duration)))
  }

  /// Does `work` on a task that a client holds, and writes down that it was done.
  func auditing<Value>(
    _ task: HeldTask, _ outcome: String, _ work: () async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    let start = runner.timing.now()
    let result: Result<Value, RPCError>
    do throws(RPCError) { result = .success(try await work()) } catch { result = .failure(error) }
    let isDone = if case .success = result { true } else { false }
    runner.audit.record(
      .call(
        AuditedCall(
          tool: task.handle.tool, agent: task.agent.name, skill: task.handle.skill, arguments: [:],
          outcome: isDone ? outcome : "failed", taskID: task.taskID,
          duration: runner.timing.now() - start)))
    return try result.get()
  }

  private struct End {
    var outcome: String
    var agent: String?
    var taskID: String?
  }

  private static func end(of answer: Result<ToolAnswer, RPCError>, _ handles: Handles) -> End {
    switch answer {
    case .failure: End(outcome: "invalid")
    case .success(.result(let result)): end(of: result)
    case .success(.question(let question)): end(of: question.fallback)
    case .success(.task(let task)): end(of: task, (try? handles.task(task.id))?.taskID)
    }
  }

  /// What the trailer of a result says. A result without one is the bridge's own: words about arguments, or of a
  /// search.
  private static func end(of result: ToolResult) -> End {
    guard let handle = result.meta?[Trailer.metaKey] else {
      return End(outcome: result.isError ? "refused" : "answered")
    }
    let failure = handle["error"]?.string
    return End(
      outcome: failure ?? handle["state"]?.string ?? "answered", agent: handle["agent"]?.string,
      taskID: handle["taskId"]?.string)
  }

  private static func end(of task: TaskSnapshot, _ taskID: String?) -> End {
    switch task.status {
    case .completed(let result):
      var end = end(of: result)
      end.taskID = end.taskID ?? taskID
      return end
    case .working: return End(outcome: "working", taskID: taskID)
    case .inputRequired: return End(outcome: "input-required", taskID: taskID)
    case .cancelled: return End(outcome: "cancelled", taskID: taskID)
    case .failed: return End(outcome: "failed", taskID: taskID)
    }
  }

  /// Whom a call was meant for, as far as its tool and its arguments say.
  private func target(of tool: String, _ arguments: JSONObject) -> (agent: String?, skill: String?) {
    let skill = arguments[.skill]?.string
    switch directory.currentCatalog.target(of: tool) {
    case .skill(let agent, let skill): return (agent.name, skill.id)
    case .agent(let agent), .withheld(let agent, _): return (agent.name, skill)
    case .callSkill: return (arguments[.agent]?.string, skill)
    case .waitForTask, .cancelTask, .readMore, .listTasks: return (arguments[.agent]?.string, nil)
    case .searchSkills, nil: return (nil, nil)
    }
  }
}
