/// Scopes that are asked for together (RFC 6749 §3.3), each once and in a fixed order, so that equal questions are
/// alike.
struct ScopeSet: Sendable, Hashable {
  let scopes: [String]

  init(_ scopes: some Sequence<String>) {
    self.scopes = Set(scopes).sorted()
  }

  /// The value of the parameter `scope`; nil where there is nothing to ask for.
  var text: String? { scopes.isEmpty ? nil : scopes.joined(separator: " ") }
}
