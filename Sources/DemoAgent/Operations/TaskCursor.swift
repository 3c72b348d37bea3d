/// A place in the list of tasks, which is sorted from the one that changed last to the one that changed first.
///
/// It names the last task of a page by when that changed, so what happens to other tasks between two pages
/// neither shifts the rest of the list nor repeats any of it.
struct TaskCursor: Sendable, Equatable {
  let timestamp: Timestamp
  let id: String

  init(_ task: AgentTask) {
    timestamp = task.status.timestamp
    id = task.id
  }

  /// The place that `token` names; nil when this agent has not written it.
  init?(token: String) {
    guard let bytes = Base64.decode(token) else { return nil }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard fields.count == 2, let timestamp = Timestamp(fields[0]) else { return nil }
    self.timestamp = timestamp
    id = String(fields[1])
  }

  /// What clients see of it, which is meant to mean nothing to them.
  var token: String { Base64.encode(Array("\(timestamp) \(id)".utf8)) }

  /// Whether `self` comes before `other` in the list.
  func precedes(_ other: TaskCursor) -> Bool {
    timestamp == other.timestamp ? id < other.id : timestamp > other.timestamp
  }
}
