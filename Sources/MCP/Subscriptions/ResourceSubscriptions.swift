import JSONRPC
import Synchronization

/// The resources that the legacy client wants to hear of (2025-11-25, server/resources, "Subscriptions").
final class ResourceSubscriptions: Sendable {
  private struct Subscription {
    let notices: NoticeStream
    let end = Latch()
  }

  private let provider: any ServerProvider
  private let limits: SessionLimits
  private let clock: SessionClock
  private let delayed: DelayedActions
  private let output: any LineOutput
  private let subscriptions = Mutex<[String: Subscription]>([:])

  init(
    provider: any ServerProvider, limits: SessionLimits, clock: SessionClock, delayed: DelayedActions,
    output: any LineOutput
  ) {
    self.provider = provider
    self.limits = limits
    self.clock = clock
    self.delayed = delayed
    self.output = output
  }

  /// Tells the client of changes from now on, until it unsubscribes or the session ends. Once is as good as twice.
  ///
  /// - Throws: when there are too many.
  func subscribe(to uri: String) throws(RPCError) {
    guard uri.utf8.count <= limits.listenedNameBytes else { throw .longURI(limits.listenedNameBytes) }
    let subscription = Subscription(
      notices: NoticeStream(of: nil, limits: limits, clock: clock, delayed: delayed, output: output))
    let isNew = subscriptions.withLock { subscriptions -> Bool? in
      if subscriptions[uri] != nil { return false }
      guard subscriptions.count < limits.subscribedResources else { return nil }
      subscriptions[uri] = subscription
      return true
    }
    guard let isNew else { throw .tooManySubscriptions(limits.subscribedResources) }
    if isNew { watch(uri, for: subscription) }
  }

  /// After this returns the client hears no more of it.
  func unsubscribe(from uri: String) {
    if let subscription = subscriptions.withLock({ $0.removeValue(forKey: uri) }) { end(subscription) }
  }

  /// A client has begun the handshake, perhaps again.
  func endAll() {
    let ended = subscriptions.withLock { subscriptions in
      defer { subscriptions = [:] }
      return Array(subscriptions.values)
    }
    for subscription in ended { end(subscription) }
  }

  private func watch(_ uri: String, for subscription: Subscription) {
    subscription.notices.open()
    delayed.start { [provider] in
      await withDiscardingTaskGroup { group in
        group.addTask {
          await provider.watch(uri) { subscription.notices.post(.resourceUpdated(uri: uri)) }
        }
        await subscription.end.wait()
        group.cancelAll()
      }
    }
  }

  private func end(_ subscription: Subscription) {
    subscription.notices.close()
    subscription.end.open()
  }
}

extension RPCError {
  fileprivate static func tooManySubscriptions(_ limit: Int) -> RPCError {
    RPCError(code: internalError, message: "At most \(limit) resources can be subscribed to")
  }

  fileprivate static func longURI(_ limit: Int) -> RPCError {
    RPCError(code: invalidParams, message: "Invalid params: uri: more than \(limit) bytes")
  }
}
