internal import JSON

/// A2A 0.3.
struct V03: Edition {
  // The second is where 0.2 looked; the official 0.3 servers answer there too.
  let cardPaths = ["/.well-known/agent-card.json", "/.well-known/agent.json"]
  let extensionsField = "X-A2A-Extensions"
  let notificationType = "application/json"
  let rpc: any RPCDialect = V03RPC()
  let rest: any RESTDialect = V03REST()
  let grpc: any GRPCDialect = V03GRPC()

  /// The header came with 1.0; servers of this version do not look at it.
  func check(version: String?) {}

  /// §9.5: the whole task at each change of its status.
  func notification(of event: StreamEvent, about task: LiveTask) -> JSONValue? {
    switch event {
    case .task(let task): V03Words().json(Answer.task(task))
    case .update(.status, _): V03Words().json(Answer.task(task.snapshot))
    case .update(.artifact, _), .message: nil
    }
  }
}
