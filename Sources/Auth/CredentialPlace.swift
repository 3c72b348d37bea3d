import Encodings
import FoundationEssentials
import HTTP
import Telemetry

/// Where, and in which clothes, a secret stands in a request.
enum CredentialPlace: Sendable, Hashable {
  case header(String)
  /// `Authorization: Bearer …` (RFC 6750 §2.1).
  case bearer
  /// `Authorization: Basic …` in UTF-8 (RFC 7617).
  case basic(username: String)
  case query(String)
  case cookie(String)

  /// The name of the header that nobody else may set, in lower case; nil for a place beside others.
  var header: String? {
    switch self {
    case .header(let name): name.lowercased()
    case .bearer, .basic: "authorization"
    case .query, .cookie: nil
    }
  }

  /// What people call it.
  var words: String {
    switch self {
    case .header(let name): "the header \(name)"
    case .bearer, .basic: "the header Authorization"
    case .query(let name): "the query parameter \(name)"
    case .cookie(let name): "the cookie \(name)"
    }
  }

  /// Refuses a place that there can't be.
  func check() throws(InvalidCredential) {
    switch self {
    case .header(let name), .cookie(let name):
      guard HTTPFields.isName(name) else { throw InvalidCredential(reason: .name, place: words) }
    case .query(let name):
      guard !name.isEmpty, name.isClean else { throw InvalidCredential(reason: .name, place: words) }
    case .basic(let username):
      let place = "the user name"
      guard username.isClean else { throw InvalidCredential(reason: .controlCharacter, place: place) }
      guard !username.utf8.contains(UInt8(ascii: ":")) else {
        throw InvalidCredential(reason: .colon, place: place)
      }
    case .bearer: break
    }
  }

  /// Refuses a secret that could not be sent, or would smuggle in something else.
  func check(_ secret: Secret) throws(InvalidCredential) {
    guard !secret.isEmpty else { throw InvalidCredential(reason: .emptyValue, place: words) }
    guard secret.withRevealed(\.isClean) else {
      throw InvalidCredential(reason: .controlCharacter, place: words)
    }
    if case .cookie = self, !secret.withRevealed(\.isCookieValue) {
      throw InvalidCredential(reason: .cookieCharacter, place: words)
    }
  }

  /// Puts `secret`, which has been checked, into `request`.
  func put(_ secret: Secret, into request: inout HTTPRequest) {
    secret.withRevealed { value in
      switch self {
      case .header(let name): request.fields[name] = value
      case .bearer: request.fields["Authorization"] = "Bearer \(value)"
      case .basic(let username):
        let pair = Data("\(username):\(value)".utf8).base64EncodedString()
        request.fields["Authorization"] = "Basic \(pair)"
      case .query(let name): request.url = request.url.replacing(QueryItem(name, value))
      case .cookie(let name):
        // One field with all cookies (RFC 6265 §5.4).
        let others = request.fields["Cookie"].map { "\($0); " } ?? ""
        request.fields["Cookie"] = "\(others)\(name)=\(value)"
      }
    }
    request.shownSecrets.append(secret)
  }
}

extension String {
  fileprivate var isClean: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }

  /// `cookie-octet` of RFC 6265 §4.1.1, and what is beyond ASCII.
  fileprivate var isCookieValue: Bool { utf8.allSatisfy { $0 > 0x20 && !"\",;\\".utf8.contains($0) } }
}
