/// What the agent says of itself, before a version makes a card of it.
struct Profile: Sendable {
  let name = "Demo Agent"
  let description = """
    An agent for trying out A2A: it forecasts the weather, tracks orders, reviews code, plans trips, draws charts, \
    and fails, refuses and asks when told to. Everything it says is made up on the spot and the same every time.
    """
  let version = "1.0.0"
  let organization = "a2a-bridge"
  /// Such as `http://127.0.0.1:41241`.
  let baseURL: String
  /// The bindings it is reached by, the preferred one first.
  let bindings: [DemoAgent.Binding]
  let requiresToken: Bool
  let features: Features
  let skills: [Skill]

  var inputModes: [String] { ["text/plain", "application/json"] }
  var outputModes: [String] { ["text/plain", "application/json"] }
  /// Whether there is more to see with a token.
  var hasExtendedCard: Bool { requiresToken }

  /// The host and the port.
  var authority: String { String(baseURL.dropFirst("http://".count)) }

  /// Where a binding is reached.
  func url(of binding: DemoAgent.Binding) -> String {
    switch binding {
    case .jsonRPC: baseURL + Route.rpcPath
    case .rest: baseURL + Route.restPath
    case .gRPC: baseURL
    }
  }
}
