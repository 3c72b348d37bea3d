internal import HTTPServer

/// The pages of the agent's site.
enum Route: Equatable {
  static let rpcPath = "/a2a"
  static let restPath = "/rest"
  static let chartPath = "/files/chart.png"
  static let signInPath = "/sign-in"
  static let keysPath = "/.well-known/jwks.json"

  case card, rpc, chart, keys
  /// A call of a procedure; which one is gRPC's matter.
  case grpc
  /// What is below the URL of the HTTP+JSON interface.
  case rest(path: String)
  case signIn(taskID: String)

  /// nil for paths that lead nowhere.
  init?(_ request: ServerRequest, cardPaths: [String]) {
    guard !GRPCEndpoint.isCall(request) else {
      self = .grpc
      return
    }
    switch request.path {
    case Self.rpcPath: self = .rpc
    case Self.chartPath: self = .chart
    case Self.keysPath: self = .keys
    // Task ids contain nothing that would be percent-encoded.
    case Self.signInPath: self = .signIn(taskID: request.queryValue(of: "task") ?? "")
    case let path where cardPaths.contains(path): self = .card
    case let path where path.hasPrefix(Self.restPath + "/"):
      self = .rest(path: String(path.dropFirst(Self.restPath.count)))
    default: return nil
    }
  }

  /// Whether it is open to everyone: cards and keys by their nature, the sign-in page because browsers hold no
  /// token.
  var isPublic: Bool {
    switch self {
    case .card, .keys, .signIn: true
    case .rpc, .rest, .grpc, .chart: false
    }
  }

  /// The methods of HTTP that are answered; nil where that depends on more than the route.
  var methods: [String]? {
    switch self {
    case .rpc: ["POST"]
    case .rest, .grpc: nil
    case .card, .chart, .keys, .signIn: ["GET", "HEAD"]
    }
  }
}
