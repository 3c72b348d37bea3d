internal import NIOCore
internal import Synchronization

/// The connections of a server, from the moment they are accepted to their end.
///
/// It enforces their limit, and it closes those that were accepted and never came to be served when the server
/// stopped.
final class OpenConnections: Sendable {
  struct Refusal: Error {}

  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isClosed = false
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) {
    self.limit = limit
  }

  /// Counts `channel` until it is closed; throws when there is no room for it.
  func admit(_ channel: any Channel) throws(Refusal) {
    let id = ObjectIdentifier(channel)
    try state.withLock { state throws(Refusal) in
      guard !state.isClosed, state.channels.count < limit else { throw Refusal() }
      state.channels[id] = channel
    }
    channel.closeFuture.whenComplete { _ in self.state.withLock { _ = $0.channels.removeValue(forKey: id) } }
  }

  /// Closes all connections and admits no more; returns when they are closed.
  func closeAll() async {
    let channels = state.withLock { state in
      state.isClosed = true
      return Array(state.channels.values)
    }
    for channel in channels { channel.close(promise: nil) }
    for channel in channels { try? await channel.closeFuture.get() }
  }
}
