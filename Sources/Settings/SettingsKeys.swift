/// The keys of one kind of object in `bridge.json`. A key that is not in its enum cannot be read and is refused.
protocol SettingsKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
  /// Where the key belongs, when it stands in an object of its kind that has no use for it.
  var home: String? { get }
}

extension SettingsKey {
  var home: String? { nil }
}

enum RootKey: String, SettingsKey {
  case schema = "$schema"
  case defaults, agents, tools, push, logging, state, limits, audit
}

enum AgentKey: String, SettingsKey {
  case name, url, card, enabled, headers, auth, tls, allowHttp, allowedOrigins, timeouts, wait, onCancel,
    tools, results, filesRoot, limits
  case protocols = "protocol"

  /// The keys that `defaults` may hold as well: all but those that say which agent it is.
  static let inheritable = allCases.filter { ![.name, .url, .enabled].contains($0) }
}

enum AuthKey: String, SettingsKey {
  case type
  case token
  case header, query, cookie, key
  case username, password
  case issuer, tokenUrl, authorizationUrl, deviceAuthorizationUrl, clientId, clientAuth, clientSecret,
    privateKey, algorithm, keyId, scopes, skillScopes, audience, resource, parameters, redirectPort
  case region, service, accessKeyId, secretAccessKey, sessionToken

  var home: String? {
    let types = AuthType.allCases.filter { $0.keys.contains(self) }.map(\.rawValue)
    return "it belongs to the \"type\" \(SettingsWord.alternatives(types))"
  }
}

enum SecretKey: String, SettingsKey {
  case env, file, command, ttl
}

enum TLSKey: String, SettingsKey {
  case ca, cert, key, passphrase, minVersion, pins
}

enum CardKey: String, SettingsKey {
  case file, inline, onChange, signature, keys

  /// The keys that `defaults` may hold as well: all but those that say which card it is.
  static let inheritable: [CardKey] = [.onChange, .signature, .keys]

  var home: String? { "it belongs in the \"card\" of an agent" }
}

enum AgentLimitKey: String, SettingsKey {
  case concurrentCalls, callsPerMinute, callsPerHour, cardSize, answerSize
}

enum TimeoutKey: String, SettingsKey {
  case connect, card, firstByte, idle, task
}

enum ToolKey: String, SettingsKey {
  case mode, include, exclude, rename, descriptions, outputSchemas
}

enum ProtocolKey: String, SettingsKey {
  case bindings, dialect, extensions
}

enum OwnToolKey: String, SettingsKey {
  case taskList
}

enum PushKey: String, SettingsKey {
  case listen, url
}

enum ResultKey: String, SettingsKey {
  case maxCharacters, links, filesDir, fetchFiles
}

enum LoggingKey: String, SettingsKey {
  case level, format, file
}

enum StateKey: String, SettingsKey {
  case dir
}

enum LimitKey: String, SettingsKey {
  case concurrentCalls, callsPerMinute, callsPerHour, hops, memory
}

enum AuditKey: String, SettingsKey {
  case file, arguments, maxSize, files
}

/// Every object of `bridge.json` with its keys: what the reader knows, for suggestions and for documentation.
package enum SettingsSchema {
  package struct Section: Sendable {
    /// What the object is called in a sentence.
    package let name: String
    package let keys: [String]

    init<Key: SettingsKey>(_ name: String, _ keys: [Key]) {
      self.name = name
      self.keys = keys.map(\.rawValue)
    }
  }

  package static let sections = [
    Section("the top level", RootKey.allCases),
    Section("\"defaults\" or an agent", AgentKey.inheritable),
    Section("an agent", AgentKey.allCases),
    Section("\"auth\"", AuthKey.allCases),
    Section("\"tls\"", TLSKey.allCases),
    Section("\"card\"", CardKey.allCases),
    Section("\"timeouts\"", TimeoutKey.allCases),
    Section("\"tools\" of an agent", ToolKey.allCases),
    Section("\"protocol\"", ProtocolKey.allCases),
    Section("\"results\"", ResultKey.allCases),
    Section("\"limits\" of an agent", AgentLimitKey.allCases),
    Section("\"tools\" at the top level", OwnToolKey.allCases),
    Section("\"push\"", PushKey.allCases),
    Section("\"logging\"", LoggingKey.allCases),
    Section("\"state\"", StateKey.allCases),
    Section("\"limits\" at the top level", LimitKey.allCases),
    Section("\"audit\"", AuditKey.allCases),
    Section("a secret", SecretKey.allCases),
  ]

  /// The advice that ends a sentence about an unknown key; empty when there is none.
  ///
  /// - Parameter keys: What is known where it stands.
  static func advice<Key: SettingsKey>(about key: String, among keys: [Key]) -> String {
    if let home = Key(rawValue: key)?.home { return "; \(home)" }
    if let near = NearestWord.to(key, among: keys.map(\.rawValue)) { return "; did you mean \"\(near)\"?" }
    let home = sections.first { $0.keys.contains(key) }
    return home.map { "; it belongs in \($0.name)" } ?? ""
  }
}
