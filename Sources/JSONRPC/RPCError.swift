package import JSON

/// The error of a JSON-RPC 2.0 response (section 5.1).
package struct RPCError: Error, Sendable, Equatable {
  /// The bytes are not JSON.
  package static let parseError = -32700
  /// The JSON is not a request.
  package static let invalidRequest = -32600
  package static let methodNotFound = -32601
  package static let invalidParams = -32602
  package static let internalError = -32603

  package var code: Int
  package var message: String
  package var data: JSONValue?

  package init(code: Int, message: String, data: JSONValue? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  package var json: JSONObject {
    var json: JSONObject = ["code": JSONValue(code), "message": .string(message)]
    json["data"] = data
    return json
  }
}

extension RPCError {
  /// The error a peer answered with, read leniently, because a peer that gets its error wrong should still
  /// have its message shown: a missing code counts as an internal error, a missing message gets the code's
  /// usual one, and a bare string is a message. nil for every other value.
  package init?(json: JSONValue) {
    switch json {
    case .string(let message):
      self.init(code: Self.internalError, message: message)
    case .object(let object):
      let code = object["code"]?.int ?? Self.internalError
      self.init(code: code, message: object["message"]?.string ?? Self.usualMessage(for: code))
      if let data = object["data"], !data.isNull { self.data = data }
    default:
      return nil
    }
  }

  private static func usualMessage(for code: Int) -> String {
    switch code {
    case parseError: "Parse error"
    case invalidRequest: "Invalid Request"
    case methodNotFound: "Method not found"
    case invalidParams: "Invalid params"
    case internalError: "Internal error"
    default: "Error \(code)"
    }
  }
}

extension RPCError: CustomStringConvertible {
  package var description: String { "\(message) (\(code))" }
}
