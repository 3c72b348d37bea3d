internal import JSON

/// Makes notifications of events and posts them, again if need be.
struct PushSender: Sendable {
  let edition: any Edition
  /// Signs what is posted; nil for an agent that does not.
  let signer: PushSigner?
  let limits: PushLimits

  /// Tells the webhook of `config`, and tells whether it may be told of the next event.
  func send(_ event: StreamEvent, about task: LiveTask, to config: PushConfig) async -> Bool {
    guard let notification = edition.notification(of: event, about: task) else { return true }
    let body = notification.serialized()
    var pause = limits.pause
    for attempt in 1...max(limits.attempts, 1) {
      if attempt > 1 {
        try? await Task.sleep(for: pause)
        pause *= 2
      }
      guard !Task.isCancelled else { return false }
      let post = WebhookPost(url: config.url, fields: fields(of: body, about: task, to: config), body: body)
      switch try? await post.send(within: limits.patience) {
      case .some(200..<300): return true
      // Who finds fault with a notification will find the same fault again.
      case .some(let status) where (400..<500).contains(status) && status != 429: return false
      case .some, .none: continue
      }
    }
    return false
  }

  private func fields(
    of body: [UInt8], about task: LiveTask, to config: PushConfig
  ) -> [(name: String, value: String)] {
    var fields = [(name: "Content-Type", value: edition.notificationType)]
    if let token = config.token { fields.append(("X-A2A-Notification-Token", token)) }
    if let signer {
      fields.append(("Authorization", "Bearer \(signer.signature(of: body, about: task.id))"))
    } else if let scheme = config.authentication?.schemes.first {
      let credentials = config.authentication?.credentials.map { " \($0)" } ?? ""
      fields.append(("Authorization", scheme + credentials))
    }
    return fields
  }
}
