/// One agent of the configuration, with the defaults applied and every reference resolved.
package struct AgentSettings: Sendable, Hashable {
  package enum Status: Sendable, Hashable {
    case enabled
    /// The user has switched it off: not to be contacted, and nothing is wrong with that.
    case off
    /// It lacks something, such as a secret, and is not to be contacted. The other values are as far as they are known;
    /// a missing credential reads as `.none`. A finding of the settings says the same.
    case disabled(reason: String)
  }

  /// The name the user chose: `[a-z0-9_]`, a letter first, at most ``maximumNameLength``. Nil: made from the card.
  package var name: String?
  /// The base URL or the URL of the card. Begins with `https://` or `http://` and holds no credentials. Nil: ``card``
  /// has whole addresses.
  package var url: String?
  /// The card, if it is the user's own copy that counts.
  package var card: OwnCard?
  /// How much of the card is believed, whoever has it.
  package var cardTrust = CardSettings()
  package var status = Status.enabled
  /// Sent with each request to an allowed origin. All are secrets here: most of them are.
  package var headers: [HeaderSettings] = []
  package var credential = CredentialSettings.none
  package var tls = TLSSettings()
  /// Whether credentials may go over plain http to other machines than this one.
  package var allowsHTTP = false
  /// Where, besides the origin of ``url``, the card may point: `https://host` or `https://host:port`.
  package var allowedOrigins: [String] = []
  package var timeouts = TimeoutSettings()
  package var wait = WaitLimit.duration(.seconds(50))
  package var onCancel = CancelPolicy.cancel
  package var tools = ToolSettings()
  package var results = ResultSettings()
  /// The folder whose files a call may hand to the agent; nil: none of this machine.
  package var filesRoot: String?
  package var protocols = ProtocolSettings()
  package var limits = AgentLimits()
  /// What is missing of it, for whoever shows it.
  package var unresolved = UnresolvedSettings()

  package static let maximumNameLength = 24
  /// The most headers one agent has.
  package static let maximumHeaders = 32

  init() {}

  /// An agent with nothing but a URL.
  package init(url: String) {
    self.url = url
  }

  /// An agent with nothing but a card.
  package init(card: OwnCard) {
    self.card = card
  }

  /// What the agent is called before its card has been read. Its URL's query, which may be a secret, is left out.
  package var label: String { Self.withoutQuery(identifier) }

  /// The same on the command line.
  package var commandWord: String { label.shellWord }

  /// The same, to tell it from all others; not to be shown.
  package var identifier: String {
    name ?? url ?? card?.file ?? "an agent whose card is in the configuration"
  }

  /// An ``identifier`` as it may be shown.
  package static func withoutQuery(_ identifier: String) -> String {
    let isURL = ["https://", "http://"].contains { identifier.lowercased().hasPrefix($0) }
    return isURL ? String(identifier.prefix { $0 != "?" && $0 != "#" }) : identifier
  }

  package var isEnabled: Bool { status == .enabled }

  /// Whether there is something that the agent could know the user by.
  package var hasCredentials: Bool { credential != .none || !headers.isEmpty || tls.certificate != nil }
}
