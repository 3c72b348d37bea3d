import JSON

/// What the file says of an agent and this machine has no value for, as it is written but for its secrets: without that
/// nobody could be shown the agent.
package struct UnresolvedSettings: Sendable, Hashable {
  var url: JSONValue?
  /// The file of its card.
  var cardFile: JSONValue?
  var credential: JSONValue?
}
