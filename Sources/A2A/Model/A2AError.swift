package import HTTP
package import JSONRPC
import Telemetry

/// Why an operation at an agent did not succeed.
package struct A2AError: Error, Sendable, Equatable {
  /// What went wrong, in the words of A2A 1.0 §3.3.2 where it has one.
  package enum Code: Sendable, Hashable {
    case taskNotFound
    case taskNotCancelable
    case pushNotificationNotSupported
    case unsupportedOperation
    case contentTypeNotSupported
    case invalidAgentResponse
    case extendedAgentCardNotConfigured
    case extensionSupportRequired
    case versionNotSupported
    case parseError
    case invalidRequest
    case methodNotFound
    case invalidParams
    case internalError
    /// The credentials are missing or wrong (HTTP 401).
    case unauthenticated
    /// The credentials do not suffice (HTTP 403).
    case permissionDenied
    /// There are no credentials for now, since what gives them out can't be reached: nothing was sent.
    case credentialsUnavailable
    /// The agent asks for fewer requests (HTTP 429).
    case rateLimited
    /// The agent or something before it is out of service (HTTP 5xx).
    case unavailable
    /// Nothing at the other end of the wire speaks A2A: the address answers something else.
    case notAnAgent
    /// The version or dialect that is spoken has no such operation: nothing was sent.
    case notInDialect
    /// The network failed; the cause says where.
    case transport(HTTPError.Cause)
    /// An error of the agent's own.
    case agent(Int)
  }

  /// How much of an answer that makes no sense is quoted: more than anybody is shown, so that whoever takes secrets out
  /// of it and then cuts it finds them whole.
  static let excerptBytes = 16 << 10

  package var code: Code
  /// What happened, in one sentence without a full stop; the agent's words are quoted as its own.
  package var message: String
  /// False only when it is certain that the agent did not act on the request.
  package var mayHaveRun: Bool
  /// How long the agent asks its client to wait before the next attempt.
  package var retryAfter: Duration?

  package init(_ code: Code, _ message: String, mayHaveRun: Bool, retryAfter: Duration? = nil) {
    self.code = code
    self.message = message
    self.mayHaveRun = mayHaveRun
    self.retryAfter = retryAfter
  }

  /// True when the caller gave up, so nobody waits for an answer.
  package var isCancellation: Bool { code == .transport(.cancelled) }

  /// True when nothing was sent because that would not have been safe.
  package var isRefusal: Bool { if case .transport(let cause) = code { cause.isRefusal } else { false } }

  /// True when the time that the caller allowed is over.
  package var isOutOfTime: Bool { code == .transport(.timeout(.total)) }
}

extension A2AError {
  package init(_ error: HTTPError) {
    self.init(.transport(error.cause), "\(error)", mayHaveRun: error.mayHaveBeenSent)
  }

  /// Reads a JSON-RPC error (A2A 1.0 §5.4).
  ///
  /// The codes that refuse a request before it is looked at prove that nothing ran.
  package init(_ error: RPCError) {
    let code = Code(rpc: error.code)
    self.init(
      code, "the agent answered error \(error.code): \(error.message.inQuotes)",
      mayHaveRun: !code.provesThatNothingRan)
  }
}

extension A2AError.Code {
  /// True when the agent wants credentials, or others.
  package var isAboutCredentials: Bool { self == .unauthenticated || self == .permissionDenied }

  /// True for what is said of a request before anybody acts on it.
  package var provesThatNothingRan: Bool {
    switch self {
    case .methodNotFound, .invalidParams, .invalidRequest, .parseError, .versionNotSupported, .taskNotFound,
      .taskNotCancelable, .unsupportedOperation, .contentTypeNotSupported, .extensionSupportRequired,
      .pushNotificationNotSupported, .unauthenticated, .permissionDenied, .credentialsUnavailable,
      .rateLimited, .notInDialect:
      true
    case .invalidAgentResponse, .extendedAgentCardNotConfigured, .internalError, .unavailable, .notAnAgent,
      .transport, .agent:
      false
    }
  }

  /// The codes of A2A 1.0 §5.4 and JSON-RPC 2.0 §5.1; −31401 and −31403 are a2a-go's for HTTP 401 and 403.
  init(rpc code: Int) {
    self =
      switch code {
      case -32001: .taskNotFound
      case -32002: .taskNotCancelable
      case -32003: .pushNotificationNotSupported
      case -32004: .unsupportedOperation
      case -32005: .contentTypeNotSupported
      case -32006: .invalidAgentResponse
      case -32007: .extendedAgentCardNotConfigured
      case -32008: .extensionSupportRequired
      case -32009: .versionNotSupported
      case -32700: .parseError
      case -32600: .invalidRequest
      case -32601: .methodNotFound
      case -32602: .invalidParams
      case -32603: .internalError
      case -31401: .unauthenticated
      case -31403: .permissionDenied
      default: .agent(code)
      }
  }
}
