/// A server could not listen on its address.
package struct BindError: Error, Equatable, CustomStringConvertible {
  /// The host that was asked for.
  package let host: String
  /// The port that was asked for.
  package let port: Int
  /// The system's words.
  package let reason: String

  /// One sentence for a user.
  package var description: String { "cannot listen on \(host):\(port): \(reason)" }
}
