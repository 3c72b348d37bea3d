internal import HTTPServer

/// The pages of the agent's site.
enum Route: Equatable {
  static let endpointPath = "/a2a"
  static let chartPath = "/files/chart.png"
  static let signInPath = "/sign-in"

  case card, endpoint, chart
  case signIn(taskID: String)

  /// nil for paths that lead nowhere.
  init?(_ request: ServerRequest, cardPaths: [String]) {
    switch request.path {
    case Self.endpointPath: self = .endpoint
    case Self.chartPath: self = .chart
    case Self.signInPath: self = .signIn(taskID: Self.value(of: "task", in: request.query ?? ""))
    case let path where cardPaths.contains(path): self = .card
    default: return nil
    }
  }

  /// Whether it is open to everyone: the card by its nature, the sign-in page because browsers hold no token.
  var isPublic: Bool {
    switch self {
    case .card, .signIn: true
    case .endpoint, .chart: false
    }
  }

  var methods: [String] {
    self == .endpoint ? ["POST"] : ["GET", "HEAD"]
  }

  // Task ids contain nothing that would be percent-encoded.
  private static func value(of name: String, in query: String) -> String {
    let prefix = "\(name)="
    let pair = query.split(separator: "&").first { $0.hasPrefix(prefix) }
    return pair.map { String($0.dropFirst(prefix.count)) } ?? ""
  }
}
