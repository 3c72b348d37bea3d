/// The canonical codes that REST writes as words and gRPC as numbers (A2A 1.0 §5.4).
enum GoogleStatus: String, CaseIterable {
  case ok = "OK"
  case cancelled = "CANCELLED"
  case unknown = "UNKNOWN"
  case invalidArgument = "INVALID_ARGUMENT"
  case deadlineExceeded = "DEADLINE_EXCEEDED"
  case notFound = "NOT_FOUND"
  case alreadyExists = "ALREADY_EXISTS"
  case permissionDenied = "PERMISSION_DENIED"
  case resourceExhausted = "RESOURCE_EXHAUSTED"
  case failedPrecondition = "FAILED_PRECONDITION"
  case aborted = "ABORTED"
  case outOfRange = "OUT_OF_RANGE"
  case unimplemented = "UNIMPLEMENTED"
  case `internal` = "INTERNAL"
  case unavailable = "UNAVAILABLE"
  case dataLoss = "DATA_LOSS"
  case unauthenticated = "UNAUTHENTICATED"

  /// The status of gRPC's number; the numbers are those of the cases' order.
  init(number: Int) {
    self = Self.allCases.indices.contains(number) ? Self.allCases[number] : .unknown
  }

  /// What the status means where no reason tells more.
  var code: A2AError.Code {
    switch self {
    case .notFound: .taskNotFound
    case .invalidArgument, .outOfRange: .invalidParams
    case .failedPrecondition: .unsupportedOperation
    case .unimplemented: .methodNotFound
    case .unauthenticated: .unauthenticated
    case .permissionDenied: .permissionDenied
    case .resourceExhausted: .rateLimited
    case .unavailable: .unavailable
    case .deadlineExceeded, .cancelled, .ok, .unknown, .alreadyExists, .aborted, .internal, .dataLoss:
      .internalError
    }
  }
}
