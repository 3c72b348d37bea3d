import A2A
import JSON
import Synchronization

/// Long answers that no agent can be asked for again, since they belong to no task: kept for a while, so that their
/// text can be read on.
///
/// All else is asked of the agent, which is the store.
final class KeptAnswers: Sendable {
  /// How many are kept; the oldest go first.
  static let capacity = 32
  /// How many bytes they have in all.
  static let maxBytes = 16 << 20

  private struct Entry {
    let id: String
    let agent: String
    let outcome: CallOutcome
    let bytes: Int
  }

  private let entries = Mutex<[Entry]>([])

  /// Keeps what an agent answered.
  ///
  /// - Returns: What it is asked for by; nil when it is too long to be kept.
  func keep(_ outcome: CallOutcome, of agent: String) -> String? {
    let entry = Entry(
      id: Self.prefix + MessageID.fresh(), agent: agent, outcome: outcome, bytes: outcome.byteCount)
    guard entry.bytes <= Self.maxBytes else { return nil }
    entries.withLock { entries in
      entries.append(entry)
      var bytes = entries.reduce(0) { $0 + $1.bytes }
      while bytes > Self.maxBytes || entries.count > Self.capacity { bytes -= entries.removeFirst().bytes }
    }
    return entry.id
  }

  /// The answer of that id, if it is one of the agent's and still there.
  func answer(_ id: String, of agent: String) -> CallOutcome? {
    entries.withLock { $0.first { $0.id == id && $0.agent == agent }?.outcome }
  }

  /// Whether `id` was made here, by this process or an earlier one: no agent knows such a one.
  static func isOwn(_ id: String) -> Bool { id.hasPrefix(prefix) }

  private static let prefix = "kept-"
}

extension CallOutcome {
  /// Roughly what it takes to keep it.
  fileprivate var byteCount: Int {
    switch self {
    case .answered(let message): message.parts.byteCount
    case .stopped(let task), .working(let task), .lost(let task, _):
      (task.messages + task.history).reduce(0) { $0 + $1.parts.byteCount }
        + task.artifacts.reduce(0) { $0 + $1.parts.byteCount }
    }
  }
}

extension [Part] {
  private static var leastBytes: Int { 64 }

  fileprivate var byteCount: Int {
    reduce(0) { sum, part in
      switch part.content {
      case .text(let text), .raw(let text), .url(let text): sum + text.utf8.count + Self.leastBytes
      case .data(let data): sum + data.text.utf8.count + Self.leastBytes
      }
    }
  }
}
