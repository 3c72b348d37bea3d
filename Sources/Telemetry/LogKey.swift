/// The metadata keys that mean the same in every log line of the bridge, in the order in which lines show them.
package enum LogKey: String, Sendable, CaseIterable {
  case agent
  case tool
  case requestID = "request_id"
  case taskID = "task_id"
  case contextID = "context_id"
}
