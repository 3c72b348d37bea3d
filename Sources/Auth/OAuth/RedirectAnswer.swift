import HTTP
import Telemetry

/// What an authorization server sends back with the browser (RFC 6749 §4.1.2, RFC 9207).
struct RedirectAnswer: Sendable {
  private let items: [QueryItem]

  /// - Returns: nil for what is no answer to the question that was asked with `state`: any page that the browser shows
  ///   can send it here, and must not end the sign-in with that.
  init?(query: String, to state: String) {
    items = FormEncoding.decode(query)
    let states = items.filter { $0.name == "state" }
    guard states.count == 1, ConstantTime.areEqual(states[0].value, state) else { return nil }
  }

  /// The code, if the answer is of the server that was asked.
  ///
  /// - Parameters:
  ///   - server: Whom the question went to.
  ///   - redaction: Knows what the server's words may not repeat.
  func code(from server: ServerEndpoints, _ redaction: Redaction) throws(OAuthFailure) -> Secret {
    try checkIssuer(server)
    if let error = try value("error") {
      throw OAuthRefusal(error, try value("error_description"))
        .failure(of: Self.name(of: server), redaction)
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
    (server.authorization ?? server.token).asAuthorizationServer
  }
}
