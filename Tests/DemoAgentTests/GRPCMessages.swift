import A2AProtobuf
import DemoAgent
import HTTPServer
import JSON
import SwiftProtobuf
import Testing

/// A gRPC client's half of the work: messages of JSON and JSON of messages, frames, and errors of trailers.
enum GRPCMessages {
  private struct Method: Sendable {
    let encode: @Sendable (JSONObject) throws -> [UInt8]
    let decode: @Sendable ([UInt8]) throws -> JSONValue

    init<Request: SwiftProtobuf.Message, Response: SwiftProtobuf.Message>(
      _ request: Request.Type, _ response: Response.Type
    ) {
      encode = { try Request(jsonString: JSONValue.object($0).text).serializedBytes() }
      decode = { try JSONValue(parsing: Response(serializedBytes: $0).jsonUTF8Bytes()) }
    }
  }

  private static let v10: [String: Method] = [
    "SendMessage": Method(Proto10SendMessageRequest.self, Proto10SendMessageResponse.self),
    "SendStreamingMessage": Method(Proto10SendMessageRequest.self, Proto10StreamResponse.self),
    "GetTask": Method(Proto10GetTaskRequest.self, Proto10Task.self),
    "ListTasks": Method(Proto10ListTasksRequest.self, Proto10ListTasksResponse.self),
    "CancelTask": Method(Proto10CancelTaskRequest.self, Proto10Task.self),
    "SubscribeToTask": Method(Proto10SubscribeToTaskRequest.self, Proto10StreamResponse.self),
    "CreateTaskPushNotificationConfig": Method(
      Proto10TaskPushNotificationConfig.self, Proto10TaskPushNotificationConfig.self),
    "GetTaskPushNotificationConfig": Method(
      Proto10GetTaskPushNotificationConfigRequest.self, Proto10TaskPushNotificationConfig.self),
    "ListTaskPushNotificationConfigs": Method(
      Proto10ListTaskPushNotificationConfigsRequest.self,
      Proto10ListTaskPushNotificationConfigsResponse.self),
    "DeleteTaskPushNotificationConfig": Method(
      Proto10DeleteTaskPushNotificationConfigRequest.self, Google_Protobuf_Empty.self),
    "GetExtendedAgentCard": Method(Proto10GetExtendedAgentCardRequest.self, Proto10AgentCard.self),
  ]

  private static let v03: [String: Method] = [
    "SendMessage": Method(Proto03SendMessageRequest.self, Proto03SendMessageResponse.self),
    "SendStreamingMessage": Method(Proto03SendMessageRequest.self, Proto03StreamResponse.self),
    "GetTask": Method(Proto03GetTaskRequest.self, Proto03Task.self),
    "CancelTask": Method(Proto03CancelTaskRequest.self, Proto03Task.self),
    "TaskSubscription": Method(Proto03TaskSubscriptionRequest.self, Proto03StreamResponse.self),
    "CreateTaskPushNotificationConfig": Method(
      Proto03CreateTaskPushNotificationConfigRequest.self, Proto03TaskPushNotificationConfig.self),
    "GetTaskPushNotificationConfig": Method(
      Proto03GetTaskPushNotificationConfigRequest.self, Proto03TaskPushNotificationConfig.self),
    "ListTaskPushNotificationConfig": Method(
      Proto03ListTaskPushNotificationConfigRequest.self, Proto03ListTaskPushNotificationConfigResponse.self),
    "DeleteTaskPushNotificationConfig": Method(
      Proto03DeleteTaskPushNotificationConfigRequest.self, Google_Protobuf_Empty.self),
    "GetAgentCard": Method(Proto03GetAgentCardRequest.self, Proto03AgentCard.self),
  ]

  private static func method(_ name: String, _ version: DemoAgent.Version) -> Method {
    let methods = version == .v10 ? v10 : v03
    guard let method = methods[name] else { preconditionFailure("\(name) is no procedure") }
    return method
  }

  static func service(_ version: DemoAgent.Version) -> String {
    version == .v10 ? "lf.a2a.v1.A2AService" : "a2a.v1.A2AService"
  }

  static func request(
    _ name: String, _ params: JSONObject, _ version: DemoAgent.Version, _ fields: ServerFields
  ) -> ServerRequest {
    // What a message cannot hold goes as a field that no message has.
    let message = (try? method(name, version).encode(params)) ?? [0xF8, 0x7F, 0x01]
    return ServerRequest(
      method: "POST", target: "/\(service(version))/\(name)", fields: fields, body: frame(message))
  }

  static func frame(_ message: [UInt8]) -> [UInt8] {
    let count = message.count
    return [0, UInt8(count >> 24), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)]
      + message
  }

  /// The messages that `produce` writes, and the error in its trailers.
  static func answers(
    _ name: String, _ version: DemoAgent.Version,
    _ produce: @Sendable (ResponseWriter) async throws -> ServerFields,
    onEvent: @escaping @Sendable (JSONValue) async throws -> Void = { _ in }
  ) async throws -> [JSONValue] {
    let decode = method(name, version).decode
    let answers = Collected<JSONValue>()
    let trailers = try await produce(
      ResponseWriter { bytes in
        // Exactly one message a chunk.
        let length = bytes[1..<5].reduce(0) { $0 << 8 | Int($1) }
        #expect(bytes[0] == 0)
        #expect(bytes.count == 5 + length)
        let json = try decode(Array(bytes[5...]))
        answers.append(["result": json])
        try await onEvent(json)
      })
    guard trailers["grpc-status"] != "0" else { return answers.all }
    return answers.all + [["error": try error(trailers)]]
  }

  /// An error with the code that JSON-RPC gives it.
  private static func error(_ trailers: ServerFields) throws -> JSONValue {
    let text = trailers["grpc-message"] ?? ""
    guard let details = trailers["grpc-status-details-bin"] else {
      // 0.3 names the error in the text; what is wrong with the message itself has a status only.
      let parts = text.split(separator: ": ", maxSplits: 1).map(String.init)
      let code = parts.first.flatMap { codes[$0] } ?? codes[trailers["grpc-status"] ?? ""]
      return ["code": code ?? .null, "message": .string(parts.last ?? "")]
    }
    let status = try ProtoStatus(serializedBytes: decoded(details))
    #expect(String(status.code) == trailers["grpc-status"])
    let (name, data) = try detail(status)
    return ["code": codes[name] ?? .null, "message": .string(status.message), "data": [data]]
  }

  private static func detail(_ status: ProtoStatus) throws -> (name: String, json: JSONValue) {
    switch status.details.first {
    case let any? where any.isA(ProtoErrorInfo.self):
      let info = try ProtoErrorInfo(unpackingAny: any)
      let json: JSONValue = [
        "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": .string(info.reason),
        "domain": .string(info.domain),
      ]
      return (info.reason, json)
    case let any?:
      let request = try ProtoBadRequest(unpackingAny: any)
      let field = request.fieldViolations.first?.field ?? ""
      let json: JSONValue = [
        "@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [["field": .string(field)]],
      ]
      return ("BAD_REQUEST", json)
    case nil: return (String(status.code), nil)
    }
  }

  private static let codes: JSONObject = [
    "TASK_NOT_FOUND": -32001, "TASK_NOT_CANCELABLE": -32002, "PUSH_NOTIFICATION_NOT_SUPPORTED": -32003,
    "UNSUPPORTED_OPERATION": -32004, "CONTENT_TYPE_NOT_SUPPORTED": -32005,
    "EXTENSION_SUPPORT_REQUIRED": -32008, "VERSION_NOT_SUPPORTED": -32009, "BAD_REQUEST": -32602,
    "3": -32602, "8": -32603,
    "TaskNotFoundError": -32001, "TaskNotCancelableError": -32002,
    "PushNotificationNotSupportedError": -32003, "UnsupportedOperationError": -32004,
    "ContentTypeNotSupportedError": -32005, "AuthenticatedExtendedCardNotConfiguredError": -32007,
    "InvalidParamsError": -32602, "InternalError": -32603,
  ]

  /// Base64 without padding.
  private static func decoded(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var (bits, count) = (0, 0)
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    for digit in text {
      bits = (bits << 6 | (alphabet.firstIndex(of: digit) ?? 0)) & 0xFFFF
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(bits >> count & 255))
    }
    return bytes
  }
}
