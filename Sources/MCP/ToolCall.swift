package import JSON
package import JSONRPC

/// One `tools/call`.
package struct ToolCall: Sendable, Equatable {
  /// How the client wants what comes of the call.
  package enum Delivery: Sendable, Hashable {
    /// As the answer to the call.
    case result
    /// As a task, unless there is a result at once (2026-07-28, tasks extension: the server decides).
    case taskOrResult
    /// As a task in any case, to be kept for at least so long; nil has no wish (2025-11-25, basic/utilities/tasks).
    case task(lifetime: Duration?)
  }

  /// What a call goes on with that has asked a question.
  package struct Continuation: Sendable, Equatable {
    /// ``ToolQuestion/state`` as the client gave it back: anything may stand there.
    package let state: String
    /// By ``ToolQuestion/key``; what the client left out is missing.
    package let answers: [String: Elicitation.Answer]

    package init(state: String, answers: [String: Elicitation.Answer]) {
      self.state = state
      self.answers = answers
    }
  }

  /// The tool's name, as the client wrote it: it need not exist.
  package let name: String
  /// Empty if the client sent none; not checked against the tool's schema.
  package let arguments: JSONObject
  /// The id of the request, unique among those that are not answered yet.
  package let requestID: RequestID
  /// What the client can do.
  package var client: ClientCapabilities
  package var delivery: Delivery
  /// nil for a call that begins.
  package var continuation: Continuation?
  /// The request's `_meta`.
  package var meta: JSONObject

  /// A call as a client would make it.
  package init(
    name: String, arguments: JSONObject, requestID: RequestID,
    client: ClientCapabilities = ClientCapabilities(), delivery: Delivery = .result,
    continuation: Continuation? = nil, meta: JSONObject = [:]
  ) {
    self.name = name
    self.arguments = arguments
    self.requestID = requestID
    self.client = client
    self.delivery = delivery
    self.continuation = continuation
    self.meta = meta
  }
}
