import JSON
import JSONRPC
import Testing

@Suite struct RPCErrorTests {
  @Test func `an error is written with data only when it has some`() {
    #expect(RPCError(code: RPCError.parseError, message: "m").json.text == #"{"code":-32700,"message":"m"}"#)
    #expect(
      RPCError(code: 1, message: "m", data: ["a": nil]).json.text
        == #"{"code":1,"message":"m","data":{"a":null}}"#)
    #expect(
      "\(RPCError(code: RPCError.methodNotFound, message: "no such method"))" == "no such method (-32601)")
  }

  @Test func `the codes are the specification's`() {
    let codes = [
      RPCError.parseError, RPCError.invalidRequest, RPCError.methodNotFound, RPCError.invalidParams,
      RPCError.internalError,
    ]
    #expect(codes == [-32700, -32600, -32601, -32602, -32603])
  }

  @Test(arguments: [
    (
      #"{"code":-32001,"message":"Task not found","data":[{"a":1}]}"#,
      RPCError(code: -32001, message: "Task not found", data: [["a": 1]])
    ),
    (#"{"code":-32001.0,"message":"m","data":null,"more":1}"#, RPCError(code: -32001, message: "m")),
    (#"{"code":-32601}"#, RPCError(code: -32601, message: "Method not found")),
    (#"{"code":7,"message":null}"#, RPCError(code: 7, message: "Error 7")),
    (#"{"message":"m"}"#, RPCError(code: -32603, message: "m")),
    (#"{"code":"-32001","message":"m"}"#, RPCError(code: -32603, message: "m")),
    (#"{"code":1e99,"message":"m"}"#, RPCError(code: -32603, message: "m")),
    ("{}", RPCError(code: -32603, message: "Internal error")),
    (#""no""#, RPCError(code: -32603, message: "no")),
  ])
  func `a peer's error is read as far as it is one`(text: String, error: RPCError) throws {
    #expect(try RPCError(json: JSONValue(parsing: Array(text.utf8))) == error)
  }

  @Test(arguments: ["null", "true", "1", "[]"])
  func `what says nothing is no error`(text: String) throws {
    #expect(try RPCError(json: JSONValue(parsing: Array(text.utf8))) == nil)
  }

  @Test(arguments: [
    (-32700, "Parse error"), (-32600, "Invalid Request"), (-32601, "Method not found"),
    (-32602, "Invalid params"),
    (-32603, "Internal error"), (0, "Error 0"),
  ])
  func `a missing message is the code's usual one`(code: Int, message: String) {
    #expect(RPCError(json: ["code": JSONValue(code)])?.message == message)
  }
}
