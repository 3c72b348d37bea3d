package import JSON

/// A question to the user, by way of the client (`elicitation/create`).
package enum Elicitation: Sendable, Hashable {
  /// To be answered in a form. Never for secrets.
  case form(message: String, ElicitationForm)
  /// To be settled at a page that the user opens; the client learns only whether the user agreed to open it.
  case page(message: String, url: String)

  /// What the client said of it (`ElicitResult`).
  package enum Answer: Sendable, Equatable {
    /// With what the user filled in; empty for a page.
    case accept(JSONObject)
    /// The user said no.
    case decline
    /// The user left it, or nobody was there.
    case cancel
  }

  /// Whether `client` may be asked this.
  package func suits(_ client: ClientCapabilities) -> Bool {
    switch self {
    case .form: client.showsForms
    case .page: client.opensPages
    }
  }
}
