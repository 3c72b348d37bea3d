/// The codes of `google.rpc.Code` that this agent has a use for.
enum CanonicalCode: Int, Sendable {
  case ok = 0
  case cancelled = 1
  case unknown = 2
  case invalidArgument = 3
  case deadlineExceeded = 4
  case notFound = 5
  case resourceExhausted = 8
  case failedPrecondition = 9
  case unimplemented = 12
  case internalError = 13
  case unauthenticated = 16

  /// Its name in the enumeration.
  var name: String {
    switch self {
    case .ok: "OK"
    case .cancelled: "CANCELLED"
    case .unknown: "UNKNOWN"
    case .invalidArgument: "INVALID_ARGUMENT"
    case .deadlineExceeded: "DEADLINE_EXCEEDED"
    case .notFound: "NOT_FOUND"
    case .resourceExhausted: "RESOURCE_EXHAUSTED"
    case .failedPrecondition: "FAILED_PRECONDITION"
    case .unimplemented: "UNIMPLEMENTED"
    case .internalError: "INTERNAL"
    case .unauthenticated: "UNAUTHENTICATED"
    }
  }

  /// The status that the comments of `google/rpc/code.proto` give it.
  var httpStatus: Int {
    switch self {
    case .ok: 200
    case .cancelled: 499
    case .unknown, .internalError: 500
    case .invalidArgument, .failedPrecondition: 400
    case .deadlineExceeded: 504
    case .notFound: 404
    case .resourceExhausted: 429
    case .unimplemented: 501
    case .unauthenticated: 401
    }
  }
}
