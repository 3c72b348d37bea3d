import HTTP
import Settings

/// The names that agents go by in tool names and handles: the user's, else the one that follows from the card.
///
/// A name that was once given is kept for good, so a handle that a host holds never comes to mean another agent. An
/// agent whose name is taken already gets its address's fingerprint after it; so do all of those that want the same
/// name at the same time, and then it does not matter which came first. Only agents that `bridge.json` names are called
/// the same whoever answers first.
struct AgentNames: Sendable {
  private var given: [AgentSettings: String] = [:]
  private let configured: [String]

  /// - Parameter configured: The names that the user gave, also to agents that have not answered yet.
  init(configured: [String] = []) { self.configured = configured }

  /// The agents under the names that they go by, or would if they were given now.
  func naming(_ snapshots: [AgentSnapshot]) -> [AgentSnapshot] {
    let wishes = snapshots.filter { $0.settings.name == nil && given[$0.settings] == nil }.map(\.name)
    let counts = Dictionary((wishes + given.values + configured).map { ($0, 1) }, uniquingKeysWith: +)
    return snapshots.map { snapshot in
      guard snapshot.settings.name == nil else { return snapshot }
      var snapshot = snapshot
      if let name = given[snapshot.settings] {
        snapshot.name = name
      } else if counts[snapshot.name, default: 0] > 1 {
        snapshot.name += "_\(Slug.fingerprint(snapshot.settings.url ?? snapshot.url.description))"
      }
      return snapshot
    }
  }

  /// From now on the agents keep these names, which ``naming(_:)`` found.
  mutating func keep(_ named: [AgentSnapshot]) {
    for snapshot in named where snapshot.settings.name == nil { given[snapshot.settings] = snapshot.name }
  }
}
