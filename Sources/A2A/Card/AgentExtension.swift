/// Something beyond A2A that an agent speaks (A2A 1.0 §4.4.4).
package struct AgentExtension: Sendable, Hashable {
  package var uri: String
  package var description: String?
  /// True when the agent refuses clients that don't claim it.
  package var isRequired: Bool

  package init(uri: String, description: String? = nil, isRequired: Bool = false) {
    self.uri = uri
    self.description = description
    self.isRequired = isRequired
  }
}
