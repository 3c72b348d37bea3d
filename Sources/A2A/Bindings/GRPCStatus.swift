import A2AProtobuf
import FoundationEssentials
import HTTP
import SwiftProtobuf
import Telemetry

/// How a gRPC call ended: the fields `grpc-status`, `grpc-message` and `grpc-status-details-bin` (A2A 1.0 §10.6).
struct GRPCStatus {
  static let field = "grpc-status"

  /// nil when the server has not said it.
  private let status: GoogleStatus?
  private let message: String
  private let details: [Google_Protobuf_Any]

  /// Reads the trailers of a response, or the head of one that has nothing else.
  init(_ fields: HTTPFields) {
    status = fields[Self.field].map { Int($0).map(GoogleStatus.init(number:)) ?? .unknown }
    message = fields["grpc-message"].map(PercentEncoding.decode) ?? ""
    let bytes = fields["grpc-status-details-bin"].flatMap { Data(lenientBase64: $0) }
    details = bytes.flatMap { try? ProtoStatus(serializedBytes: $0).details } ?? []
  }

  /// - Throws: The error that it means, unless the call went well.
  func check() throws(A2AError) {
    guard let status else {
      throw A2AError(.invalidAgentResponse, "the agent's answer ended without a status", mayHaveRun: true)
    }
    guard status != .ok else { return }
    let code = code(of: status)
    throw A2AError(
      code,
      "the agent answered \(reason.map(A2AError.Code.shown) ?? status.rawValue): \(message.inQuotes)\(violations)",
      mayHaveRun: !code.provesThatNothingRan)
  }

  /// The reason tells most; 0.3's servers write the name of the error before the words.
  private func code(of status: GoogleStatus) -> A2AError.Code {
    if let code = reason.flatMap(A2AError.Code.init(reason:)) { return code }
    let name = String(message.prefix { $0 != ":" })
    if let code = A2AError.Code(grpcErrorName: name) ?? A2AError.Code(errorType: name) { return code }
    return status == .deadlineExceeded ? .transport(.timeout(.total)) : status.code
  }

  private var reason: String? {
    details.lazy.compactMap { $0.message(ProtoErrorInfo.self)?.reason }.first { !$0.isEmpty }
  }

  /// Which members of the request are wrong, in brackets; empty when the server does not say.
  private var violations: String {
    let violations = details.compactMap { $0.message(ProtoBadRequest.self) }.flatMap(\.fieldViolations)
    guard !violations.isEmpty else { return "" }
    let words = violations.prefix(Self.maxViolations).map { "\($0.field): \($0.description_p)".inQuotes }
    return " (\(words.joined(separator: "; ")))"
  }

  private static let maxViolations = 8
}

extension Google_Protobuf_Any {
  /// The message within, if it is of this type.
  fileprivate func message<Content: SwiftProtobuf.Message>(_ type: Content.Type) -> Content? {
    guard typeURL.split(separator: "/").last.map(String.init) == type.protoMessageName else { return nil }
    return try? type.init(serializedBytes: value)
  }
}

extension A2AError.Code {
  /// JSON-RPC's own errors, by the names that Python's 0.3 gives them over gRPC.
  fileprivate init?(grpcErrorName name: String) {
    switch name {
    case "JSONParseError": self = .parseError
    case "InvalidRequestError": self = .invalidRequest
    case "MethodNotFoundError": self = .methodNotFound
    case "InvalidParamsError": self = .invalidParams
    case "InternalError": self = .internalError
    default: return nil
    }
  }
}
