import Synchronization

/// The open `subscriptions/listen` requests of a session, each with what it wants to hear of.
final class Listeners: Sendable {
  private struct Listener {
    let lists: Set<ServerList>
    let notices: NoticeStream
  }

  private let listeners = Mutex<[InFlightCalls.Ticket: Listener]>([:])
  private let ending = Latch()

  /// Tells `notices` of changes of `lists` from now on.
  func add(_ lists: Set<ServerList>, _ notices: NoticeStream, as ticket: InFlightCalls.Ticket) {
    listeners.withLock { $0[ticket] = Listener(lists: lists, notices: notices) }
  }

  func remove(_ ticket: InFlightCalls.Ticket) { listeners.withLock { $0[ticket] = nil } }

  /// The provider's `list` is another than before.
  func changed(_ list: ServerList) {
    let interested = listeners.withLock { $0.values.filter { $0.lists.contains(list) } }
    for listener in interested { listener.notices.post(.listChanged(list)) }
  }

  /// Ends them all: the client can say nothing more.
  func end() { ending.open() }

  /// Returns when they are to end, or when the task is cancelled.
  func untilEnd() async { await ending.wait() }
}
