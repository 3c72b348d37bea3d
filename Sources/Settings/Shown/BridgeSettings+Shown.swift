package import JSON

extension BridgeSettings {
  /// The settings in force, as a `bridge.json` that says all of them, with `(secret)` in place of each secret.
  package var shown: JSONValue {
    JSONValue.section(
      [
        .agents: .array(agents.map(\.shown)),
        .tools: .section([OwnToolKey.taskList: .bool(tools.taskList)]),
        .push: push.map(\.shown) ?? .null,
        .logging: logging.shown,
        .state: .section([StateKey.dir: .text(stateDirectory)]),
        .limits: limits.shown,
        .audit: audit.map(\.shown) ?? .null,
      ] as KeyValuePairs<RootKey, JSONValue>
    ).redacted(by: redaction)
  }
}
