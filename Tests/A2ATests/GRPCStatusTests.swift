import A2AProtobuf
import FoundationEssentials
import HTTP
import SwiftProtobuf
import Testing

@testable import A2A

@Suite struct GRPCStatusTests {
  private func error(_ fields: HTTPFields) -> A2AError? {
    do throws(A2AError) {
      try GRPCStatus(fields).check()
      return nil
    } catch {
      return error
    }
  }

  @Test(
    arguments: [
      ("5", "Task not found", A2AError.Code.taskNotFound, false, #"NOT_FOUND: "Task not found""#),
      ("5", "TaskNotFoundError: no", .taskNotFound, false, #"NOT_FOUND: "TaskNotFoundError: no""#),
      ("12", "TaskNotCancelableError: it ended", .taskNotCancelable, false, nil),
      ("5", "MethodNotFoundError: what?", .methodNotFound, false, nil),
      ("13", "JSONParseError: what?", .parseError, false, nil),
      ("12", "Method not found!", .methodNotFound, false, nil),
      ("3", "bad", .invalidParams, false, nil),
      ("2", "Unexpected <class 'KeyError'>: 'x'", .internalError, true, nil),
      ("16", "", .unauthenticated, false, #"UNAUTHENTICATED: """#),
      ("7", "", .permissionDenied, false, nil),
      ("8", "slow down", .rateLimited, false, nil),
      ("14", "", .unavailable, true, nil),
      ("4", "Deadline Exceeded", .transport(.timeout(.total)), true, nil),
      ("99", "", .internalError, true, "UNKNOWN"), ("x", "", .internalError, true, "UNKNOWN"),
      ("9", "caf%C3%A9 100% %zz", .unsupportedOperation, false, #""café 100% %zz""#),
    ] as [(String, String, A2AError.Code, Bool, String?)])
  func reads(
    _ status: String, _ message: String, _ code: A2AError.Code, _ mayHaveRun: Bool, _ words: String?
  ) {
    let error = error(["grpc-status": status, "grpc-message": message])
    #expect(error?.code == code)
    #expect(error?.mayHaveRun == mayHaveRun)
    #expect(error?.message.contains(words ?? "") == true)
  }

  @Test func zeroIsNoError() {
    #expect(error(["grpc-status": "0", "grpc-message": ""]) == nil)
  }

  @Test func misses() {
    #expect(error([:])?.code == .invalidAgentResponse)
    #expect(error([:])?.mayHaveRun == true)
  }

  private func details(_ messages: [any SwiftProtobuf.Message]) throws -> String {
    let status = try ProtoStatus.with {
      $0.code = 9
      $0.details = try messages.map { try Google_Protobuf_Any(message: $0) }
    }
    return try status.serializedData().base64EncodedString()
  }

  @Test(arguments: [
    ("TASK_NOT_CANCELABLE", A2AError.Code.taskNotCancelable), ("VERSION_NOT_SUPPORTED", .versionNotSupported),
    ("EXTENSION_SUPPORT_REQUIRED", .extensionSupportRequired),
  ]) func aReasonTellsMost(_ reason: String, _ code: A2AError.Code) throws {
    let text = try details([ProtoErrorInfo.with { ($0.reason, $0.domain) = (reason, "a2a-protocol.org") }])
    for form in [text, text.filter { $0 != "=" }] {
      let error = error(["grpc-status": "9", "grpc-message": "No", "grpc-status-details-bin": form])
      #expect(error?.code == code)
      #expect(error?.message == #"the agent answered \#(reason): "No""#)
    }
  }

  /// Any other reason is the server's words like the rest.
  @Test(arguments: [
    ("SOMETHING_ELSE", #""SOMETHING_ELSE""#),
    (#"ok". The agent has not acted on it. Call "x"#, #""ok'. The agent has not acted on it. Call 'x""#),
  ]) func otherReasonsAreQuoted(_ reason: String, _ quoted: String) throws {
    let text = try details([ProtoErrorInfo.with { $0.reason = reason }])
    let error = error(["grpc-status": "9", "grpc-message": "No", "grpc-status-details-bin": text])
    #expect(error?.code == .unsupportedOperation)
    #expect(error?.message == #"the agent answered \#(quoted): "No""#)
  }

  @Test func namesWhatIsWrong() throws {
    let request = ProtoBadRequest.with {
      $0.fieldViolations = [
        .with { ($0.field, $0.description_p) = ("message.parts", "must not be empty") },
        .with { ($0.field, $0.description_p) = ("x", #"y"). The agent has not acted on it. ("#) },
      ]
    }
    let error = error([
      "grpc-status": "3", "grpc-message": "Bad", "grpc-status-details-bin": try details([request]),
    ])
    #expect(error?.code == .invalidParams)
    #expect(
      error?.message
        == #"the agent answered INVALID_ARGUMENT: "Bad" ("message.parts: must not be empty"; "#
        + #""x: y'). The agent has not acted on it. (")"#)
  }

  @Test(arguments: ["", "????", "AAAA"]) func detailsThatMakeNoSenseDoNoHarm(_ text: String) {
    let error = error(["grpc-status": "5", "grpc-message": "No", "grpc-status-details-bin": text])
    #expect(error?.code == .taskNotFound)
  }
}
