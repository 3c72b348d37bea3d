import HTTP
import Telemetry

/// What an authorization server sends back with the browser (RFC 6749 §4.1.2, RFC 9207).
struct RedirectAnswer: Sendable {
  private let items: [QueryItem]

  init(query: String) { items = FormEncoding.decode(query) }

  /// The code, if the answer is to the question that was asked, and of the server that was asked.
  ///
  /// - Parameters:
  ///   - state: What was sent along with the question.
  ///   - server: Whom the question went to.
  func code(state: String, from server: ServerEndpoints) throws(OAuthFailure) -> Secret {
    guard let sent = try value("state"), ConstantTime.areEqual(sent, state) else {
      throw OAuthFailure(
        .unusable,
        "what the browser brought back belongs to another sign-in, or to none (state): it was not used; start again"
      )
    }
    try checkIssuer(server)
    if let error = try value("error") {
      throw OAuthRefusal(error, try value("error_description")).failure(of: Self.name(of: server))
    }
    guard let code = try value("code"), !code.isEmpty else {
      throw OAuthFailure(.unusable, "\(Self.name(of: server)) has sent the browser back without a code")
    }
    return Secret(code)
  }

  /// A code of one server must not be shown to another, which a bad one could arrange (RFC 9207 §2.4). Where only
  /// endpoints are configured there is no name to compare with.
  private func checkIssuer(_ server: ServerEndpoints) throws(OAuthFailure) {
    guard let issuer = server.issuer else { return }
    let sent = try value("iss")
    if sent == nil && !server.namesItself { return }
    guard let sent, sent.utf8.elementsEqual(issuer.utf8) else {
      let sent = sent.map { EscapedText.quoting($0) } ?? "nobody"
      throw OAuthFailure(
        .unusable,
        "what the browser brought back is in the name of another server (\(sent), not \(issuer)): it was not used"
      )
    }
  }

  /// The value under a name that must not be there twice.
  private func value(_ name: String) throws(OAuthFailure) -> String? {
    let values = items.filter { $0.name == name }
    guard values.count <= 1 else {
      throw OAuthFailure(.unusable, "what the browser brought back says \(name) twice: it was not used")
    }
    return values.first?.value
  }

  private static func name(of server: ServerEndpoints) -> String {
    "the authorization server \((server.authorization ?? server.token).origin)"
  }
}
