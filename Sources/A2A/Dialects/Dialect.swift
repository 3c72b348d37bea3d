/// How one protocol version says things, on whatever wire.
///
/// A dialect only writes: it sends exactly the members of its version, never a mixture and never null, because
/// servers refuse members they do not know. What comes as JSON is read the same for all (see `Reading`).
package protocol Dialect: Sendable {
  /// The version as the `A2A-Version` header names it (A2A 1.0 §3.6.1); nil for those that know no such header.
  var version: String? { get }

  /// The header that names the extensions a client makes use of (A2A 1.0 §3.2.6).
  var extensionsField: String { get }
}

extension Dialect {
  package var extensionsField: String { "A2A-Extensions" }
}
