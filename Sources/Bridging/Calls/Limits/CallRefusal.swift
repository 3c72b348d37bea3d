/// Why a call was not sent: which limit it met, and what to do.
enum CallRefusal: Error, Hashable {
  /// - Parameter agent: nil when it is all agents' together.
  case tooManyCalls(CallRates.Obstacle, agent: String?)
  case tooManyHops(Int, limit: Int)
  /// - Parameter waiting: How many wait already.
  case queueFull(agent: String, waiting: Int)
  case queueTooSlow(agent: String, concurrent: Int)

  /// Words that go on after "Not called:".
  var advice: String {
    switch self {
    case .tooManyCalls(let obstacle, let agent):
      let whose = agent.map { "to agent \"\($0)\" " } ?? ""
      let calls = obstacle.limit == 1 ? "1 call" : "\(obstacle.limit) calls"
      let key = agent.map { "\"limits.\(obstacle.period.key)\" of agent \"\($0)\"" }
      return
        "\(calls) \(whose)within one \(obstacle.period.rawValue) are the limit, and so many have begun. The next "
        + "one is possible in \(Self.words(obstacle.wait)). To allow more, the user has to raise "
        + "\(key ?? "\"limits.\(obstacle.period.key)\"") in bridge.json"
    case .tooManyHops(let hops, let limit):
      return
        "this call has come through \(hops == 1 ? "1 bridge" : "\(hops) bridges") already, and \(limit) is the "
        + "limit with this one. It looks as if agents and bridges call each other in a circle: do not try again. "
        + "Where it is none, the user can raise \"limits.hops\" in bridge.json"
    case .queueFull(let agent, let waiting):
      return "\(waiting) calls wait for agent \"\(agent)\" already. Call again when some of them have ended"
    case .queueTooSlow(let agent, let concurrent):
      let calls = concurrent == 1 ? "1 call goes" : "\(concurrent) calls go"
      return
        "\(calls) on at agent \"\(agent)\", which is the limit, and none has ended in the time that this one would "
        + "wait. Call again later, or with a longer wait_seconds. To allow more, the user has to raise "
        + "\"limits.concurrentCalls\" of the agent in bridge.json"
    }
  }

  /// Whole seconds, so many that it is possible by then.
  private static func words(_ wait: Duration) -> String {
    let (whole, rest) = wait.components
    let seconds = max(1, rest > 0 ? whole + 1 : whole)
    return seconds == 1 ? "1 second" : "\(seconds) seconds"
  }
}
