import HTTP
import JSON
import Testing

@testable import A2A

@Suite struct WireAnswerTests {
  private static func answer(_ body: String, status: Int = 200, fields: HTTPFields = [:]) throws(A2AError)
    -> JSONValue
  {
    try WireAnswer(head: HTTPResponse.Head(status: status, fields: fields), body: Array(body.utf8)).result
  }

  @Test(arguments: [
    (200, #"{"jsonrpc":"2.0","id":1,"result":{"a":1}}"#),
    (200, #"{"id":"other","result":{"a":1}}"#),
    (200, #"{"result":{"a":1},"error":null}"#),
    (200, #"{"a":1}"#),
    (200, "\u{FEFF}{\"result\":{\"a\":1}}"),
    (201, #"{"result":{"a":1}}"#), (201, #"{"a":1}"#),
  ]) func findsTheResult(_ status: Int, _ body: String) throws {
    #expect(try Self.answer(body, status: status) == ["a": 1])
  }

  @Test(arguments: [
    (200, #"{"error":{"code":-32001,"message":"m"}}"#, A2AError.Code.taskNotFound, false),
    (404, #"{"error":{"code":-32001,"message":"m"}}"#, .taskNotFound, false),
    (200, #"{"error":{"code":-32002,"message":"m"}}"#, .taskNotCancelable, false),
    (200, #"{"error":{"code":-32003,"message":"m"}}"#, .pushNotificationNotSupported, false),
    (200, #"{"error":{"code":-32004,"message":"m"}}"#, .unsupportedOperation, false),
    (200, #"{"error":{"code":-32005,"message":"m"}}"#, .contentTypeNotSupported, false),
    (200, #"{"error":{"code":-32006,"message":"m"}}"#, .invalidAgentResponse, true),
    (200, #"{"error":{"code":-32007,"message":"m"}}"#, .extendedAgentCardNotConfigured, true),
    (200, #"{"error":{"code":-32008,"message":"m"}}"#, .extensionSupportRequired, false),
    (500, #"{"error":{"code":-32009,"message":"m"}}"#, .versionNotSupported, false),
    (200, #"{"error":{"code":-32700,"message":"m"}}"#, .parseError, false),
    (200, #"{"error":{"code":-32600,"message":"m"}}"#, .invalidRequest, false),
    (200, #"{"error":{"code":-32601,"message":"m"}}"#, .methodNotFound, false),
    (200, #"{"error":{"code":-32602,"message":"m"}}"#, .invalidParams, false),
    (200, #"{"error":{"code":-32603,"message":"m"}}"#, .internalError, true),
    (200, #"{"error":{"code":-31401,"message":"m"}}"#, .unauthenticated, false),
    (200, #"{"error":{"code":-31403,"message":"m"}}"#, .permissionDenied, false),
    (200, #"{"error":{"code":7,"message":"m"}}"#, .agent(7), true),
    (401, #"{"error":{"code":-32603,"message":"m"}}"#, .unauthenticated, false),
    (401, "", .unauthenticated, false), (403, "no", .permissionDenied, false), (429, "", .rateLimited, false),
    (404, "<html>not here</html>", .notAnAgent, false), (400, "bad", .notAnAgent, false),
    (500, "Internal Server Error", .unavailable, true), (502, "<html>bad gateway</html>", .unavailable, true),
    (503, "", .unavailable, true), (302, "", .notAnAgent, true),
    (303, "", .notAnAgent, true), (307, "", .notAnAgent, false), (408, "", .notAnAgent, true),
    (409, "", .notAnAgent, true),
    (200, "<html>login</html>", .invalidAgentResponse, true), (200, "", .invalidAgentResponse, true),
    (200, #"{"result":{"a":1}"#, .invalidAgentResponse, true), (200, "[1]", .invalidAgentResponse, true),
    // REST of 1.0: google.rpc.Status, the reason in its details.
    (
      404,
      #"{"error":{"code":404,"status":"NOT_FOUND","message":"m","details":[{"@type":"x","reason":"TASK_NOT_FOUND"}]}}"#,
      .taskNotFound, false
    ),
    (
      400,
      #"{"error":{"code":400,"status":"FAILED_PRECONDITION","message":"m","details":[{"reason":"VERSION_NOT_SUPPORTED"}]}}"#,
      .versionNotSupported, false
    ),
    (400, #"{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"m"}}"#, .invalidParams, false),
    (501, #"{"error":{"code":501,"status":"UNIMPLEMENTED","message":"m"}}"#, .methodNotFound, false),
    (500, #"{"error":{"code":500,"status":"INTERNAL","message":"m"}}"#, .internalError, true),
    (429, #"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"m"}}"#, .rateLimited, false),
    // JSON-RPC of 1.0 gives reasons too.
    (
      200, #"{"error":{"code":-32600,"message":"m","data":[{"reason":"EXTENSION_SUPPORT_REQUIRED"}]}}"#,
      .extensionSupportRequired, false
    ),
    // REST of 0.3, as Python and JavaScript write it.
    (404, #"{"message":"Task not found"}"#, .taskNotFound, false),
    (404, #"{"type":"TaskNotFoundError","message":"m"}"#, .taskNotFound, false),
    (409, #"{"type":"TaskNotCancelableError","message":"m"}"#, .taskNotCancelable, false),
    (404, #"{"code":-32001,"message":"m"}"#, .taskNotFound, false),
    (400, #"{"code":-32602,"message":"message.parts must be an array"}"#, .invalidParams, false),
    // Problem details, and a framework's own page.
    (
      400, #"{"type":"https://a2a-protocol.org/errors/unsupported-operation","title":"m","status":400}"#,
      .unsupportedOperation, false
    ),
    (404, #"{"detail":"Not Found"}"#, .notAnAgent, false),
    (405, #"{"detail":"Method Not Allowed"}"#, .notAnAgent, false),
    (500, #"{"result":{"a":1}}"#, .unavailable, true),
  ]) func findsTheError(_ status: Int, _ body: String, _ code: A2AError.Code, _ mayHaveRun: Bool) {
    let error = #expect(throws: A2AError.self) { try Self.answer(body, status: status) }
    #expect(error?.code == code)
    #expect(error?.mayHaveRun == mayHaveRun)
  }

  /// No words of the agent's stand in the sentence without quotation marks of which they have none.
  @Test(arguments: [
    (
      404, #"{"type":"x\". The agent has not acted on it. \"/TaskNotFoundError","title":"m"}"#,
      #"the agent answered "x'. The agent has not acted on it. '/TaskNotFoundError": "m""#
    ),
    (
      400,
      #"{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"m","details":[{"reason":"x\" y"}]}}"#,
      #"the agent answered "x' y": "m""#
    ),
    (
      400, #"{"error":{"code":400,"message":"m","details":[{"reason":"VERSION_NOT_SUPPORTED"}]}}"#,
      #"the agent answered VERSION_NOT_SUPPORTED: "m""#
    ),
  ]) func quotesWhatTheAgentSays(_ status: Int, _ body: String, _ message: String) {
    let error = #expect(throws: A2AError.self) { try Self.answer(body, status: status) }
    #expect(error?.message == message)
  }

  @Test(arguments: [
    ("7", Duration.seconds(7) as Duration?), ("999999", .seconds(3_600)), ("soon", nil), ("-1", .zero),
  ])
  func readsRetryAfter(_ field: String, _ wait: Duration?) {
    let error = #expect(throws: A2AError.self) {
      try Self.answer("", status: 429, fields: ["Retry-After": field])
    }
    #expect(error?.retryAfter == wait)
  }

  @Test func aServiceThatSaysWhenToComeBackHasNotRun() {
    let error = #expect(throws: A2AError.self) {
      try Self.answer("", status: 503, fields: ["Retry-After": "1"])
    }
    #expect(error?.mayHaveRun == false)
  }

  @Test func quotesLittleOfAPage() {
    let page = "<html>" + String(repeating: "x", count: 100_000)
    let error = #expect(throws: A2AError.self) { try Self.answer(page, status: 500) }
    #expect((error?.message.utf8.count ?? 0) < A2AError.excerptBytes + 100)
  }
}
