import JSON
import JSONRPC
import Testing

@Suite struct RPCMessageTests {
  private static func read(_ text: String) throws -> RPCMessage {
    try RPCMessage(JSONValue(parsing: Array(text.utf8)))
  }

  private static let large = JSONNumber(text: "18446744073709551616") ?? JSONNumber(0)

  /// Messages in the form we write them.
  static let messages: [(String, RPCMessage)] = [
    (#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, .request(id: 1, method: "ping", params: nil)),
    (#"{"jsonrpc":"2.0","id":"1","method":"a","params":{}}"#, .request(id: "1", method: "a", params: [:])),
    (
      #"{"jsonrpc":"2.0","id":18446744073709551616,"method":"a","params":{"n":[18446744073709551616]}}"#,
      .request(id: .integer(large), method: "a", params: ["n": .array([.number(large)])])
    ),
    (#"{"jsonrpc":"2.0","method":"n"}"#, .notification(method: "n", params: nil)),
    (
      #"{"jsonrpc":"2.0","method":"","params":{"b":1,"a":2}}"#,
      .notification(method: "", params: ["b": 1, "a": 2])
    ),
    (#"{"jsonrpc":"2.0","id":1,"result":{}}"#, .response(id: 1, .success([:]))),
    (#"{"jsonrpc":"2.0","id":"a","result":null}"#, .response(id: "a", .success(nil))),
    (
      #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}"#,
      .response(id: nil, .failure(RPCError(code: -32700, message: "m")))
    ),
    (
      #"{"jsonrpc":"2.0","id":2,"error":{"code":1,"message":"m","data":[]}}"#,
      .response(id: 2, .failure(RPCError(code: 1, message: "m", data: [])))
    ),
  ]

  @Test(arguments: messages)
  func `a message is written as it is read`(text: String, message: RPCMessage) throws {
    #expect(try Self.read(text) == message)
    #expect(message.json.text == text)
  }

  @Test(arguments: [
    (
      #"{"method":"a","params":{},"id":1,"jsonrpc":"2.0","extra":[],"meta":null}"#,
      RPCMessage.request(id: 1, method: "a", params: [:])
    ),
    (#"{"jsonrpc":"2.0","id":1,"method":"a","result":1}"#, .request(id: 1, method: "a", params: nil)),
    (#"{"jsonrpc":"2.0","id":1,"result":2,"error":null}"#, .response(id: 1, .success(2))),
    (#"{"jsonrpc":"2.0","id":1,"result":null,"error":null}"#, .response(id: 1, .success(nil))),
    (
      #"{"jsonrpc":"2.0","id":1,"result":null,"error":{"code":5,"message":"m"}}"#,
      .response(id: 1, .failure(RPCError(code: 5, message: "m")))
    ),
    (#"{"jsonrpc":"2.0","error":"no"}"#, .response(id: nil, .failure(RPCError(code: -32603, message: "no")))),
    (#"{"jsonrpc":"2.0","id":null,"result":2}"#, .response(id: nil, .success(2))),
  ])
  func `what peers write otherwise is understood`(text: String, message: RPCMessage) throws {
    #expect(try Self.read(text) == message)
  }

  @Test(
    arguments: [
      ("null", nil, "expected an object, found null"), ("[]", nil, "expected an object, found an array"),
      ("1", nil, "expected an object, found a number"),
      ("\"ping\"", nil, "expected an object, found a string"),
      (#"[{"jsonrpc":"2.0","id":1,"method":"a"}]"#, nil, "expected an object, found an array"),
      ("{}", nil, "jsonrpc: expected \"2.0\""), (#"{"jsonrpc":"2.0"}"#, nil, "method: missing"),
      (#"{"jsonrpc":"2.0","id":4}"#, 4, "method: missing"),
      (#"{"id":4,"method":"a"}"#, 4, "jsonrpc: expected \"2.0\""),
      (#"{"jsonrpc":"1.0","id":"x","method":"a"}"#, "x", "jsonrpc: expected \"2.0\""),
      (#"{"jsonrpc":2.0,"id":4,"method":"a"}"#, 4, "jsonrpc: expected \"2.0\""),
      (#"{"jsonrpc":"2.0","id":4,"method":7}"#, 4, "method: expected a string, found a number"),
      (#"{"jsonrpc":"2.0","id":4,"method":null}"#, 4, "method: expected a string, found null"),
      (#"{"jsonrpc":"2.0","method":1,"params":"bar"}"#, nil, "method: expected a string, found a number"),
      (
        #"{"jsonrpc":"2.0","id":4,"method":"a","params":[1]}"#, 4,
        "params: expected an object, found an array"
      ),
      (#"{"jsonrpc":"2.0","id":4,"method":"a","params":null}"#, 4, "params: expected an object, found null"),
      (#"{"jsonrpc":"2.0","id":null,"method":"a"}"#, nil, "id: expected a string or an integer, found null"),
      (
        #"{"jsonrpc":"2.0","id":1.5,"method":"a"}"#, nil,
        "id: expected a string or an integer, found a number"
      ),
      (
        #"{"jsonrpc":"2.0","id":1.0,"method":"a"}"#, nil,
        "id: expected a string or an integer, found a number"
      ),
      (
        #"{"jsonrpc":"2.0","id":{},"method":"a"}"#, nil,
        "id: expected a string or an integer, found an object"
      ),
      (
        #"{"jsonrpc":"2.0","id":true,"method":"a","params":1}"#, nil,
        "params: expected an object, found a number"
      ),
    ] as [(String, RequestID?, String)])
  func `a malformed request is answered, with its id if it has one`(
    text: String, id: RequestID?, problem: String
  ) throws {
    let message = try Self.read(text)
    let error = RPCError(code: RPCError.invalidRequest, message: "Invalid Request: \(problem)")
    #expect(message == .malformed(id: id, error))
    #expect(message.json == ["jsonrpc": "2.0", "id": id?.json ?? nil, "error": .object(error.json)])
  }

  @Test(
    arguments: [
      (#"{"method":"a"}"#, nil, "jsonrpc: expected \"2.0\""),
      (#"{"jsonrpc":"1.0","method":"a"}"#, nil, "jsonrpc: expected \"2.0\""),
      (#"{"jsonrpc":"2.0","method":"a","params":[]}"#, nil, "params: expected an object, found an array"),
      (#"{"id":1,"result":{}}"#, 1, "jsonrpc: expected \"2.0\""),
      (#"{"jsonrpc":null,"id":1,"error":{}}"#, 1, "jsonrpc: expected \"2.0\""),
      (#"{"jsonrpc":"2.0","id":1,"error":null}"#, 1, "error: expected an object, found null"),
      (#"{"jsonrpc":"2.0","id":1,"error":[]}"#, 1, "error: expected an object, found an array"),
      (
        #"{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":"m"}}"#, 1,
        "result: not allowed beside an error"
      ),
      (#"{"jsonrpc":"2.0","id":1.5,"result":1}"#, nil, "id: expected a string or an integer, found a number"),
      (
        #"{"jsonrpc":"2.0","id":[],"error":{"code":1,"message":"m"}}"#, nil,
        "id: expected a string or an integer, found an array"
      ),
    ] as [(String, RequestID?, String)])
  func `a malformed notification or response is never answered`(
    text: String, id: RequestID?, problem: String
  ) throws {
    let error = RPCError(code: RPCError.invalidRequest, message: "Invalid Request: \(problem)")
    #expect(try Self.read(text) == .unanswerable(id: id, error))
  }

  @Test func `what is written about a malformed message has a null id`() {
    let error = RPCError(code: RPCError.parseError, message: "m")
    let text = #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}"#
    #expect(RPCMessage.malformed(id: nil, error).json.text == text)
    #expect(RPCMessage.unanswerable(id: nil, error).json.text == text)
  }
}
