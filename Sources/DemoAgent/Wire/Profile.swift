/// What the agent says of itself, before a version makes a card of it.
struct Profile: Sendable {
  let name = "Demo Agent"
  let description = """
    An agent for trying out A2A: it forecasts the weather, tracks orders, reviews code, plans trips, draws charts, \
    and fails, refuses and asks when told to. Everything it says is made up on the spot and the same every time.
    """
  let version = "1.0.0"
  let organization = "a2a-bridge"
  let baseURL: String
  let requiresToken: Bool
  let skills: [Skill]

  var endpoint: String { baseURL + Route.endpointPath }
  var inputModes: [String] { ["text/plain", "application/json"] }
  var outputModes: [String] { ["text/plain", "application/json"] }
}
