package import JSON

/// One JSON-RPC 2.0 message, incoming or outgoing.
package enum RPCMessage: Sendable, Equatable {
  case request(id: RequestID, method: String, params: JSONObject?)
  case notification(method: String, params: JSONObject?)
  /// The id is nil when the peer could not tell which request it answers.
  case response(id: RequestID?, Result<JSONValue, RPCError>)
  /// Not a message, to be answered with this error; the id is the request's when it could be read.
  case malformed(id: RequestID?, RPCError)
  /// A notification or a response that is malformed: it is never answered, so that two peers who
  /// misunderstand each other do not answer each other's errors for ever. The error is for the log.
  /// The id is that of the request which it would answer, when it could be read.
  case unanswerable(id: RequestID?, RPCError)
}

// MARK: - Writing

extension RPCMessage {
  /// The message as it goes over the wire.
  ///
  /// A malformed message is written as its answer. An unanswerable one has the same form, for logs; it is not
  /// to be sent.
  package var json: JSONObject {
    var json: JSONObject = ["jsonrpc": "2.0"]
    switch self {
    case .request(let id, let method, let params):
      json["id"] = id.json
      json["method"] = .string(method)
      json["params"] = params.map(JSONValue.object)
    case .notification(let method, let params):
      json["method"] = .string(method)
      json["params"] = params.map(JSONValue.object)
    case .response(let id, .success(let result)):
      json["id"] = id?.json ?? .null
      json["result"] = result
    case .response(let id, .failure(let error)), .malformed(let id, let error):
      // JSON-RPC wants null here; MCP's clients accept it and some dislike an answer without an id.
      json["id"] = id?.json ?? .null
      json["error"] = .object(error.json)
    case .unanswerable(_, let error):
      json["id"] = .null
      json["error"] = .object(error.json)
    }
    return json
  }
}
