import MCP
import Synchronization

/// How tasks ended that no agent could be asked for: lost with this process, and the oldest before.
final class KeptResults: Sendable {
  /// How many are kept, and how large all of them together may be; the newest is kept whatever its size.
  static let capacity = 256
  static let maxBytes = 16 << 20

  private struct State {
    var ends: [String: TaskSnapshot.Status] = [:]
    var order: [String] = []
    var bytes = 0

    mutating func forget(_ nonce: String) {
      bytes -= ends.removeValue(forKey: nonce)?.byteCount ?? 0
      order.removeAll { $0 == nonce }
    }
  }

  private let state = Mutex(State())

  func keep(_ result: ToolResult, of nonce: String) { keep(.completed(result), of: nonce) }

  /// The first end of a task stays.
  func keep(_ end: TaskSnapshot.Status, of nonce: String) {
    state.withLock { state in
      guard state.ends[nonce] == nil else { return }
      state.ends[nonce] = end
      state.order.append(nonce)
      state.bytes += end.byteCount
      while state.order.count > 1, state.order.count > Self.capacity || state.bytes > Self.maxBytes {
        state.forget(state.order[0])
      }
    }
  }

  func end(of nonce: String) -> TaskSnapshot.Status? { state.withLock { $0.ends[nonce] } }
}

extension TaskSnapshot.Status {
  fileprivate var byteCount: Int { if case .completed(let result) = self { result.byteCount } else { 0 } }
}

extension ToolResult {
  /// Roughly what it holds in memory.
  fileprivate var byteCount: Int {
    content.reduce(0) { sum, block in
      switch block {
      case .text(let text): sum + text.utf8.count
      case .image(let data, _), .audio(let data, _): sum + data.utf8.count
      case .link(let resource): sum + resource.uri.utf8.count
      }
    }
  }
}
