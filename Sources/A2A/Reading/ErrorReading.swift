import HTTP
import JSON
import JSONRPC
import Telemetry

extension A2AError {
  /// Reads the error in an answer, whichever of its forms it has: JSON-RPC's (A2A 1.0 §9.5), `google.rpc.Status` as
  /// REST writes it (§11.6), problem details, or what 0.3's servers write beside an error status.
  ///
  /// - Parameter head: The response's; nil for an event of a stream.
  /// - Returns: nil for what is no error.
  init?(in answer: JSONValue, head: HTTPResponse.Head?) {
    guard !answer.isObjectiveTask else { return nil }
    let status = head?.status ?? 200
    if let error = answer.first("error"), let read = RPCError(json: error) {
      self.init(
        read, details: error.first("details") ?? error.first("data"), word: error.first("status")?.string)
    } else if status >= 400, answer.object != nil, let error = A2AError(bare: answer, status: status) {
      self = error
    } else {
      return nil
    }
    retryAfter = head?.retryAfter
    // The status decides where it is about credentials or load.
    if let code = Code(refusing: status) {
      self.code = code
      mayHaveRun = false
    }
  }

  private init(_ error: RPCError, details: JSONValue?, word: String?) {
    self.init(error)
    let reason = details?.reason
    guard
      let code = reason.flatMap({ Code(reason: $0) }) ?? word.flatMap({ GoogleStatus(rawValue: $0)?.code })
    else { return }
    self.code = code
    mayHaveRun = !code.provesThatNothingRan
    message = "the agent answered \(reason.map(Code.shown) ?? word ?? ""): \(error.message.inQuotes)"
  }

  /// An error without a member that says so: 0.3 over REST, and problem details (RFC 9457).
  private init?(bare json: JSONValue, status: Int) {
    let words = json.first("message", "detail", "title")?.filledString
    if let code = json.first("code")?.int, code < 0 {
      self.init(RPCError(code: code, message: words ?? ""))
    } else if let type = json.first("type")?.string, let code = Code(errorType: type) {
      self.init(
        code, "the agent answered \(type.inQuotes): \((words ?? "").inQuotes)",
        mayHaveRun: !code.provesThatNothingRan)
    } else if status == 404, let words, words.lowercased().hasPrefix("task not found") {
      self.init(.taskNotFound, "the agent answered HTTP 404: \(words.inQuotes)", mayHaveRun: false)
    } else {
      return nil
    }
  }
}

extension A2AError.Code {
  /// The statuses that say why nobody looked at the request.
  init?(refusing status: Int) {
    switch status {
    case 401: self = .unauthenticated
    case 403: self = .permissionDenied
    case 429: self = .rateLimited
    default: return nil
    }
  }

  /// The reasons that 1.0 gives in `google.rpc.ErrorInfo` (§3.3.2).
  init?(reason: String) {
    switch reason {
    case "TASK_NOT_FOUND": self = .taskNotFound
    case "TASK_NOT_CANCELABLE": self = .taskNotCancelable
    case "PUSH_NOTIFICATION_NOT_SUPPORTED": self = .pushNotificationNotSupported
    case "UNSUPPORTED_OPERATION": self = .unsupportedOperation
    case "CONTENT_TYPE_NOT_SUPPORTED": self = .contentTypeNotSupported
    case "INVALID_AGENT_RESPONSE": self = .invalidAgentResponse
    case "EXTENDED_AGENT_CARD_NOT_CONFIGURED": self = .extendedAgentCardNotConfigured
    case "EXTENSION_SUPPORT_REQUIRED": self = .extensionSupportRequired
    case "VERSION_NOT_SUPPORTED": self = .versionNotSupported
    default: return nil
    }
  }

  /// A reason as it may stand in a sentence: as it is where it is one of those, else between quotation marks.
  static func shown(_ reason: String) -> String { Self(reason: reason) == nil ? reason.inQuotes : reason }

  /// The names of the specification's errors, which some servers write as they are: `TaskNotFoundError`, perhaps
  /// at the end of a URI.
  init?(errorType: String) {
    var name = errorType.split(separator: "/").last.map(String.init) ?? ""
    if name.hasSuffix("Error") { name.removeLast("Error".count) }
    let reason = name.reduce(into: "") { reason, letter in
      if letter == "-" { return reason += "_" }
      if letter.isUppercase, !reason.isEmpty, reason.last != "_" { reason += "_" }
      reason += letter.uppercased()
    }
    self.init(reason: reason)
  }
}

extension JSONValue {
  /// The first reason in a list of `google.rpc` details.
  fileprivate var reason: String? {
    array?.lazy.compactMap { $0.first("reason")?.string }.first
  }
}

extension HTTPResponse.Head {
  /// The wait that the server asks for, in seconds; a date is not worth a calendar here.
  var retryAfter: Duration? {
    fields["Retry-After"].flatMap { Int($0) }.map { .seconds(max(0, min($0, 3_600))) }
  }
}
