/// What a server asks of a request before it takes it.
struct Reception: Sendable {
  let limits: ServerLimits
  let budget: BodyBudget
  /// What is answered to a request whose body is not wanted, by all that comes before it.
  let refusal: HTTPServer.Refusal?

  init(_ limits: ServerLimits = ServerLimits(), refusal: HTTPServer.Refusal? = nil) {
    self.limits = limits
    self.refusal = refusal
    budget = BodyBudget(limit: limits.heldBodyBytes)
  }
}
