package import HTTP
package import Settings
import Telemetry

/// Adds an agent's credential and headers to requests for that agent, and to no others.
///
/// A card decides which URLs are called, and whoever writes the card is not who gave the credential; so it is bound to
/// the origins of the configuration. A request to anywhere else passes unchanged: an agent may well have public
/// interfaces, and answers 401 itself if it does want to know.
package struct OriginBoundAuthorizer: RequestAuthorizer {
  private let headers: [SecretHeader]
  private let origins: Set<Origin>

  /// An authorizer for requests to `origins`.
  ///
  /// Throws when a header could not be sent or could smuggle in another.
  package init(
    _ credential: CredentialSettings, headers: [HeaderSettings] = [], for origins: Set<Origin>
  ) throws(InvalidCredential) {
    let all =
      headers.compactMap { header in header.value.value.map { SecretHeader(name: header.name, value: $0) } }
      + (credential.header.map { [$0] } ?? [])
    var names: Set<String> = []
    for header in all {
      try header.validate()
      guard names.insert(header.name.lowercased()).inserted else {
        throw InvalidCredential(reason: .duplicate, header: header.name)
      }
    }
    self.headers = all
    self.origins = origins
  }

  package func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {
    guard origins.contains(request.url.origin) else { return }
    for header in headers {
      header.value.withRevealed { request.fields[header.name] = $0 }
    }
  }

  package func advice(on refusal: HTTPResponse.Head, of request: HTTPRequest) async -> RefusalAdvice {
    .giveUp(nil)
  }
}

extension CredentialSettings {
  /// The header that carries it.
  fileprivate var header: SecretHeader? {
    switch self {
    case .bearer(.value(let token)):
      // No token gives no value either, so that an empty one is noticed.
      SecretHeader(
        name: "Authorization", value: token.isEmpty ? token : token.withRevealed { Secret("Bearer \($0)") })
    case .apiKey(.header(let name), .value(let key)): SecretHeader(name: name, value: key)
    default: nil
    }
  }
}

extension SecretHeader {
  fileprivate func validate() throws(InvalidCredential) {
    guard HTTPFields.isName(name) else {
      throw InvalidCredential(reason: .name, header: name)
    }
    guard !value.isEmpty else { throw InvalidCredential(reason: .emptyValue, header: name) }
    let isClean = value.withRevealed { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
    guard isClean else { throw InvalidCredential(reason: .controlCharacter, header: name) }
  }
}
