/// The argument that the user is typing (`completion/complete`).
package struct CompletedArgument: Sendable, Hashable {
  package enum Reference: Sendable, Hashable {
    case prompt(String)
    /// With its URI template.
    case resource(String)
  }

  package let reference: Reference
  package let name: String
  /// As far as it is typed.
  package let value: String
  /// The arguments that are filled in already (since 2025-06-18).
  package let others: [String: String]

  package init(_ reference: Reference, name: String, value: String, others: [String: String] = [:]) {
    self.reference = reference
    self.name = name
    self.value = value
    self.others = others
  }
}
