import JSON
import Telemetry

/// The bridge's own certificate with its key. They belong together: one is never inherited without the other.
struct TLSIdentity {
  let certificate: String
  let key: String
  let passphrase: Secret?
}

/// The settings that an agent can inherit, as one object of the file has them: nil where it says nothing.
struct AgentOptions {
  struct Header {
    let name: String
    let value: Resolved<SecretSource>
  }

  var headers: [Header] = []
  var credential: Resolved<CredentialSettings>?
  /// The credential as it is written, for one that this machine does not have.
  var writtenCredential: JSONValue?
  var allowedOrigins: Resolved<[String]>?
  var connect: Resolved<Duration>?
  var card: Resolved<Duration>?
  var firstByte: Resolved<Duration>?
  var idle: Resolved<Duration>?
  var task: Resolved<Duration>?
  var wait: Resolved<WaitLimit>?
  var onCancel: Resolved<CancelPolicy>?
  var mode: Resolved<ToolMode>?
  var include: Resolved<[Glob]>?
  var exclude: Resolved<[Glob]>?
  var rename: Resolved<[String: String]>?
  var descriptions: Resolved<[String: String]>?
  var outputSchemas: [String: JSONObject]?
  var maxCharacters: Int?
  var links: Bool?
  /// `.value(nil)`: none, whatever the defaults say.
  var filesDirectory: Resolved<String?>?
  var filesRoot: Resolved<String?>?
  var bindings: Resolved<[ProtocolSettings.Binding]>?
  var dialect: Resolved<ProtocolSettings.Dialect>?
  var extensions: Resolved<[String]>?
  /// `.value(nil)`: the system's, whatever the defaults say.
  var authorities: Resolved<String?>?
  /// `.value(nil)`: none, whatever the defaults say.
  var identity: Resolved<TLSIdentity?>?
  var minimumVersion: Resolved<TLSSettings.Version>?
  var pins: Resolved<[String]>?
  var allowsHTTP: Bool?
  var cardChange: Resolved<CardSettings.ChangePolicy>?
  var cardSignatures: Resolved<CardSettings.SignaturePolicy>?
  var cardKeys: Resolved<[String]>?
  var concurrentCalls: Int?
  var callsPerMinute: Int?
  var callsPerHour: Int?
  var cardBytes: Resolved<Int>?
  var answerBytes: Resolved<Int>?
  var fetchesFiles: Bool?

  /// These, and those of `defaults` where these say nothing. Headers are merged by name.
  func over(_ defaults: AgentOptions) -> AgentOptions {
    var merged = defaults
    let names = Set(headers.map { $0.name.lowercased() })
    merged.headers = defaults.headers.filter { !names.contains($0.name.lowercased()) } + headers
    if let credential {
      merged.credential = credential
      merged.writtenCredential = writtenCredential
    }
    merged.allowedOrigins = allowedOrigins ?? defaults.allowedOrigins
    merged.connect = connect ?? defaults.connect
    merged.card = card ?? defaults.card
    merged.firstByte = firstByte ?? defaults.firstByte
    merged.idle = idle ?? defaults.idle
    merged.task = task ?? defaults.task
    merged.wait = wait ?? defaults.wait
    merged.onCancel = onCancel ?? defaults.onCancel
    merged.mode = mode ?? defaults.mode
    merged.include = include ?? defaults.include
    merged.exclude = exclude ?? defaults.exclude
    merged.rename = rename ?? defaults.rename
    merged.descriptions = descriptions ?? defaults.descriptions
    merged.outputSchemas = outputSchemas ?? defaults.outputSchemas
    merged.maxCharacters = maxCharacters ?? defaults.maxCharacters
    merged.links = links ?? defaults.links
    merged.filesDirectory = filesDirectory ?? defaults.filesDirectory
    merged.filesRoot = filesRoot ?? defaults.filesRoot
    merged.bindings = bindings ?? defaults.bindings
    merged.dialect = dialect ?? defaults.dialect
    merged.extensions = extensions ?? defaults.extensions
    merged.authorities = authorities ?? defaults.authorities
    merged.identity = identity ?? defaults.identity
    merged.minimumVersion = minimumVersion ?? defaults.minimumVersion
    merged.pins = pins ?? defaults.pins
    merged.allowsHTTP = allowsHTTP ?? defaults.allowsHTTP
    merged.cardChange = cardChange ?? defaults.cardChange
    merged.cardSignatures = cardSignatures ?? defaults.cardSignatures
    merged.cardKeys = cardKeys ?? defaults.cardKeys
    merged.concurrentCalls = concurrentCalls ?? defaults.concurrentCalls
    merged.callsPerMinute = callsPerMinute ?? defaults.callsPerMinute
    merged.callsPerHour = callsPerHour ?? defaults.callsPerHour
    merged.cardBytes = cardBytes ?? defaults.cardBytes
    merged.answerBytes = answerBytes ?? defaults.answerBytes
    merged.fetchesFiles = fetchesFiles ?? defaults.fetchesFiles
    return merged
  }

  /// Writes what is said into `agent` and returns why what is unavailable is so.
  func apply(to agent: inout AgentSettings) -> [String] {
    var reasons: [String] = []
    func put<Value>(_ resolved: Resolved<Value>?, _ target: inout Value) {
      switch resolved {
      case .value(let value): target = value
      case .unavailable(let reason): reasons.append(reason)
      case nil: break
      }
    }
    for header in headers {
      var value: SecretSource?
      put(header.value.map(Optional.some), &value)
      if let value { agent.headers.append(HeaderSettings(name: header.name, value: value)) }
    }
    put(credential, &agent.credential)
    if case .unavailable = credential { agent.unresolved.credential = writtenCredential }
    put(allowedOrigins, &agent.allowedOrigins)
    put(connect, &agent.timeouts.connect)
    put(card, &agent.timeouts.card)
    put(firstByte, &agent.timeouts.firstByte)
    put(idle, &agent.timeouts.idle)
    put(task, &agent.timeouts.task)
    put(wait, &agent.wait)
    put(onCancel, &agent.onCancel)
    put(mode, &agent.tools.mode)
    put(include, &agent.tools.include)
    put(exclude, &agent.tools.exclude)
    put(rename, &agent.tools.rename)
    put(descriptions, &agent.tools.descriptions)
    put(bindings, &agent.protocols.bindings)
    put(dialect, &agent.protocols.dialect)
    put(extensions, &agent.protocols.extensions)
    put(filesDirectory, &agent.results.filesDirectory)
    put(filesRoot, &agent.filesRoot)
    agent.tools.outputSchemas = outputSchemas ?? agent.tools.outputSchemas
    agent.results.maxCharacters = maxCharacters ?? agent.results.maxCharacters
    agent.results.links = links ?? agent.results.links
    agent.results.fetchesFiles = fetchesFiles ?? agent.results.fetchesFiles
    put(authorities, &agent.tls.authorities)
    var identity: TLSIdentity?
    put(self.identity, &identity)
    agent.tls.certificate = identity?.certificate
    agent.tls.key = identity?.key
    agent.tls.passphrase = identity?.passphrase
    put(minimumVersion, &agent.tls.minimumVersion)
    put(pins, &agent.tls.pins)
    agent.allowsHTTP = allowsHTTP ?? agent.allowsHTTP
    put(cardChange, &agent.cardTrust.onChange)
    put(cardSignatures, &agent.cardTrust.signatures)
    put(cardKeys, &agent.cardTrust.keys)
    agent.limits.concurrentCalls = concurrentCalls ?? agent.limits.concurrentCalls
    agent.limits.callsPerMinute = callsPerMinute ?? agent.limits.callsPerMinute
    agent.limits.callsPerHour = callsPerHour ?? agent.limits.callsPerHour
    put(cardBytes, &agent.limits.cardBytes)
    put(answerBytes, &agent.limits.answerBytes)
    return reasons
  }
}
