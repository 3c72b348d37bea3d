package import Telemetry

/// A header whose value must not be printed.
package struct SecretHeader: Sendable, Hashable {
  package let name: String
  package let value: Secret

  package init(name: String, value: Secret) {
    self.name = name
    self.value = value
  }
}
