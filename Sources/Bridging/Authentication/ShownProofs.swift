import A2A
import Settings

/// What an agent's configuration lets the bridge show of itself.
struct ShownProofs: Sendable {
  private let credential: CredentialSettings
  /// The names of the further headers, in lower case.
  private let headers: Set<String>
  private let hasCertificate: Bool

  init(_ settings: AgentSettings) {
    credential = settings.credential
    headers = Set(settings.headers.map { $0.name.lowercased() })
    hasCertificate = settings.tls.certificate != nil
  }

  /// Whether `proof` may be among them. What can't be told is taken for met: the agent will say.
  func meets(_ proof: SecurityScheme.Proof) -> Bool {
    switch proof {
    case .bearer, .oauth2, .openIDConnect: hasToken || isSigned || headers.contains("authorization")
    case .basic: hasPassword || isSigned || headers.contains("authorization")
    case .http: isSigned || headers.contains("authorization")
    case .apiKey(let place, let name): meets(place, name)
    case .mutualTLS: hasCertificate
    case .unknown: credential != .none || !headers.isEmpty || hasCertificate
    }
  }

  private func meets(_ place: SecurityScheme.KeyPlace, _ name: String) -> Bool {
    switch (place, credential) {
    case (.header, .apiKey(.header(let own), _)) where own.lowercased() == name.lowercased(): true
    case (.header, _) where headers.contains(name.lowercased()): true
    // Some call the header of a token a key.
    case (.header, _) where name.lowercased() == "authorization": hasToken || hasPassword || isSigned
    case (.query, .apiKey(.query(let own), _)): own == name
    case (.cookie, .apiKey(.cookie(let own), _)) where own == name: true
    case (.cookie, _): headers.contains("cookie")
    case (.header, _), (.query, _): false
    }
  }

  private var hasToken: Bool {
    switch credential {
    case .bearer, .oauth: true
    case .none, .apiKey, .basic, .awsSigV4: false
    }
  }

  private var hasPassword: Bool { if case .basic = credential { true } else { false } }

  private var isSigned: Bool { if case .awsSigV4 = credential { true } else { false } }

  /// Where the key stands, if a key is what is shown.
  var keyPlace: String? {
    switch credential {
    case .apiKey(.header(let name), _): "header \(name)"
    case .apiKey(.query(let name), _): "query parameter \(name)"
    case .apiKey(.cookie(let name), _): "cookie \(name)"
    case .none, .bearer, .basic, .oauth, .awsSigV4: nil
    }
  }

  /// All that is shown, for people; empty when that is nothing.
  var words: String {
    var words: [String] = []
    switch credential {
    case .none: break
    case .bearer: words.append("a bearer token")
    case .apiKey: words.append("a key in the \(keyPlace ?? "")")
    case .basic: words.append("a user name with a password")
    case .oauth: words.append("a token by OAuth")
    case .awsSigV4: words.append("a signature of AWS")
    }
    if !headers.isEmpty { words.append("the headers \(headers.sorted().joined(separator: ", "))") }
    if hasCertificate { words.append("a client certificate") }
    return words.joined(separator: " and ")
  }
}
