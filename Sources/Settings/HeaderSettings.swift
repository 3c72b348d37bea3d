package import Telemetry

/// A header of every request to an agent.
package struct HeaderSettings: Sendable, Hashable {
  package let name: String
  package let value: SecretSource

  package init(name: String, value: SecretSource) {
    self.name = name
    self.value = value
  }
}
