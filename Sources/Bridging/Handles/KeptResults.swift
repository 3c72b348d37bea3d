import MCP
import Synchronization

/// Results of tasks that no agent could be asked for again: they are lost with this process, and the oldest before.
final class KeptResults: Sendable {
  /// How many are kept, and how large all of them together may be; the newest is kept whatever its size.
  static let capacity = 256
  static let maxBytes = 16 << 20

  private struct State {
    var results: [String: ToolResult] = [:]
    var order: [String] = []
    var bytes = 0

    mutating func forget(_ nonce: String) {
      bytes -= results.removeValue(forKey: nonce)?.byteCount ?? 0
      order.removeAll { $0 == nonce }
    }
  }

  private let state = Mutex(State())

  /// The first result of a task stays.
  func keep(_ result: ToolResult, of nonce: String) {
    state.withLock { state in
      guard state.results[nonce] == nil else { return }
      state.results[nonce] = result
      state.order.append(nonce)
      state.bytes += result.byteCount
      while state.order.count > 1, state.order.count > Self.capacity || state.bytes > Self.maxBytes {
        state.forget(state.order[0])
      }
    }
  }

  func result(of nonce: String) -> ToolResult? { state.withLock { $0.results[nonce] } }
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
