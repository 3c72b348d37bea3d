import JSON

/// The wish that a call becomes a task (`TaskMetadata`, 2025-11-25).
struct TaskWish: Equatable, JSONReadable {
  /// A lifetime has to have some bound; this is a hundred years.
  private static let longestLifetime = 3_155_760_000_000.0

  /// nil for no wish.
  let lifetime: Duration?

  init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    let fields = try JSONFields(json, at: path)
    let milliseconds: Double? = try fields.optional("ttl")
    guard milliseconds.map({ $0 >= 0 }) ?? true else {
      throw fields.mismatch("ttl", expected: "no less than 0")
    }
    lifetime = milliseconds.map { .milliseconds(min($0, Self.longestLifetime)) }
  }
}
