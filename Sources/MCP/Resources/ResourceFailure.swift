/// Why a resource can't be read.
package enum ResourceFailure: Error, Sendable, Hashable {
  /// There is none (any more); the sentence says more.
  case notFound(String)
  /// There may be one, but it can't be got.
  case unavailable(String)
}
