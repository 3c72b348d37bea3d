/// An agent that is spoken with over plain http on another machine, where anybody on the way can listen.
struct PlainHTTP {
  private let origin: String
  private let sendsSecrets: Bool
  private let isAllowed: Bool

  /// Nil for an agent whose addresses are all https or this machine's.
  init?(of agent: AgentSettings) {
    let urls = [agent.url].compactMap(\.self) + agent.allowedOrigins
    guard let origin = urls.lazy.compactMap(AgentURL.plainOrigin).first else { return nil }
    self.origin = origin
    sendsSecrets = agent.credential != .none || !agent.headers.isEmpty
    isAllowed = agent.allowsHTTP
  }

  /// Why the agent can't be used; nil when it can.
  var refusal: String? {
    guard sendsSecrets && !isAllowed else { return nil }
    return
      "its credentials and headers would go to \(origin) unencrypted; use https, or set \"allowHttp\" to true"
  }

  /// What is said about an agent that can be used, as the part of a sentence that follows its name.
  var warning: String {
    sendsSecrets
      ? "sends its credentials and headers to \(origin) unencrypted; use https"
      : "is spoken with unencrypted at \(origin), so others can read and change what is said; use https"
  }
}
