import JSON
import Telemetry

extension AgentSettings {
  /// The agent as the configuration writes it; what this machine has no value for, as it is written there.
  var shown: JSONValue {
    .section(
      [
        .name: .text(name), .url: unresolved.url ?? .url(url), .enabled: .bool(status != .off),
        .card: shownCard, .headers: shownHeaders, .auth: unresolved.credential ?? credential.shown,
        .allowHttp: .bool(allowsHTTP), .tls: tls.shown, .allowedOrigins: .texts(allowedOrigins),
        .timeouts: timeouts.shown, .wait: wait.shown, .onCancel: .text(onCancel.rawValue),
        .tools: tools.shown, .results: results.shown, .filesRoot: filesRoot.map { .text($0) } ?? false,
        .protocols: protocols.shown, .limits: limits.shown,
      ] as KeyValuePairs<AgentKey, JSONValue>)
  }

  private var shownCard: JSONValue {
    .section([
      CardKey.file: unresolved.cardFile ?? .text(card?.file),
      .inline: card.flatMap { $0.file == nil ? $0.document : nil } ?? .null,
      .onChange: .text(cardTrust.onChange.rawValue), .signature: .text(cardTrust.signatures.rawValue),
      .keys: .array(cardTrust.keys.map { $0.contains("://") ? .url($0) : .text($0) }),
    ])
  }

  private var shownHeaders: JSONValue {
    .object(JSONObject(headers.map { JSONObject.Member(name: $0.name, value: $0.value.shown) }))
  }
}

extension TLSSettings {
  var shown: JSONValue {
    .section([
      TLSKey.ca: authorities.map { .text($0) } ?? false, .cert: certificate.map { .text($0) } ?? false,
      .key: .text(key), .passphrase: passphrase == nil ? .null : .secret,
      .minVersion: .text(minimumVersion.rawValue), .pins: .texts(pins),
    ])
  }
}

extension TimeoutSettings {
  var shown: JSONValue {
    .section([
      TimeoutKey.connect: .duration(connect), .card: .duration(card), .firstByte: .duration(firstByte),
      .idle: .duration(idle), .task: .duration(task),
    ])
  }
}

extension WaitLimit {
  var shown: JSONValue {
    switch self {
    case .duration(let duration): .duration(duration)
    case .terminal: "terminal"
    }
  }
}

extension ToolSettings {
  var shown: JSONValue {
    .section([
      ToolKey.mode: .text(mode.rawValue), .include: .texts(include.map(\.pattern)),
      .exclude: .texts(exclude.map(\.pattern)), .rename: .map(rename) { .text($0) },
      .descriptions: .map(descriptions) { .text($0) }, .outputSchemas: .map(outputSchemas) { .object($0) },
    ])
  }
}

extension ResultSettings {
  var shown: JSONValue {
    .section([
      ResultKey.maxCharacters: .number(maxCharacters), .links: .bool(links),
      .filesDir: filesDirectory.map { .text($0) } ?? false, .fetchFiles: .bool(fetchesFiles),
    ])
  }
}

extension ProtocolSettings {
  var shown: JSONValue {
    .section([
      ProtocolKey.bindings: .texts(bindings.map(\.rawValue)), .dialect: .text(dialect.rawValue),
      .extensions: .texts(extensions),
    ])
  }
}

extension AgentLimits {
  var shown: JSONValue {
    .section([
      AgentLimitKey.concurrentCalls: .number(concurrentCalls), .callsPerMinute: .number(callsPerMinute),
      .callsPerHour: .number(callsPerHour), .cardSize: .size(cardBytes), .answerSize: .size(answerBytes),
    ])
  }
}
