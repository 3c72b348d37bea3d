package import JSON

extension RPCMessage {
  /// Reads one message strictly. A batch (an array) is its caller's to take apart; here it is malformed.
  ///
  /// With a method a message is a request if it has an id and a notification if not; without one it is a
  /// response if it has a result or an error. Members that JSON-RPC does not name are ignored.
  package init(_ json: JSONValue) {
    guard case .object(let object) = json else {
      self = .malformed(id: nil, .invalid("expected an object, found \(json.kind)"))
      return
    }
    do throws(RPCError) {
      self = try Self.message(object)
    } catch {
      let id = object["id"].flatMap(RequestID.init)
      self = Self.isAnswerable(object) ? .malformed(id: id, error) : .unanswerable(id: id, error)
    }
  }

  /// Whether a malformed message gets an answer: notifications and responses never do.
  private static func isAnswerable(_ object: JSONObject) -> Bool {
    if let method = object["method"] {
      // Without an id it is a notification, unless its method is none: JSON-RPC's own example of an invalid
      // request (section 7) is answered.
      return object["id"] != nil || method.string == nil
    }
    return object["result"] == nil && object["error"] == nil
  }

  private static func message(_ object: JSONObject) throws(RPCError) -> RPCMessage {
    guard object["jsonrpc"] == "2.0" else { throw .invalid("jsonrpc: expected \"2.0\"") }
    if let method = object["method"] { return try call(method, object) }
    if object["result"] != nil || object["error"] != nil { return try response(object) }
    throw .invalid("method: missing")
  }

  private static func call(_ method: JSONValue, _ object: JSONObject) throws(RPCError) -> RPCMessage {
    guard let method = method.string else {
      throw .invalid("method: expected a string, found \(method.kind)")
    }
    let params = try params(object)
    guard let id = try id(object) else { return .notification(method: method, params: params) }
    return .request(id: id, method: method, params: params)
  }

  /// JSON-RPC also knows params by position; MCP and A2A do not.
  private static func params(_ object: JSONObject) throws(RPCError) -> JSONObject? {
    guard let params = object["params"] else { return nil }
    guard let params = params.object else {
      throw .invalid("params: expected an object, found \(params.kind)")
    }
    return params
  }

  private static func id(_ object: JSONObject) throws(RPCError) -> RequestID? {
    guard let json = object["id"] else { return nil }
    guard let id = RequestID(json) else {
      throw .invalid("id: expected a string or an integer, found \(json.kind)")
    }
    return id
  }

  /// A null beside the other counts as absent: peers that come from JSON-RPC 1.0 always write both.
  private static func response(_ object: JSONObject) throws(RPCError) -> RPCMessage {
    let id = object["id"]?.isNull == true ? nil : try id(object)
    guard let failure = object["error"], !failure.isNull else {
      guard let result = object["result"] else { throw .invalid("error: expected an object, found null") }
      return .response(id: id, .success(result))
    }
    if let result = object["result"], !result.isNull {
      throw .invalid("result: not allowed beside an error")
    }
    guard let error = RPCError(json: failure) else {
      throw .invalid("error: expected an object, found \(failure.kind)")
    }
    return .response(id: id, .failure(error))
  }
}

extension RPCError {
  fileprivate static func invalid(_ problem: String) -> RPCError {
    RPCError(code: invalidRequest, message: "Invalid Request: \(problem)")
  }
}
