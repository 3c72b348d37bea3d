import HTTP
import Synchronization

/// The HTTP clients of one bridge, one for each way of connecting: agents of equal policies share their connections,
/// and those of others never do.
final class HTTPClients: Sendable {
  /// The client of agents without wishes of their own, which are nearly all.
  let standard: HTTPClient
  private let memory: MemoryBudget
  private let others = Mutex<[ConnectionPolicy: HTTPClient]>([:])

  /// - Parameter memory: How much all that is being received may take up together.
  init(memory: MemoryBudget = MemoryBudget()) {
    self.memory = memory
    standard = HTTPClient(memory: memory)
  }

  /// The client that connects by `policy`. It costs nothing until its first request.
  func client(for policy: ConnectionPolicy) -> HTTPClient {
    guard policy != ConnectionPolicy() else { return standard }
    return others.withLock { others in
      if let known = others[policy] { return known }
      let client = HTTPClient(policy: policy, memory: memory)
      others[policy] = client
      return client
    }
  }
}
