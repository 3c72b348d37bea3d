import JSON

/// What the stateless era adds to results.
enum ModernResults {
  /// How long a client may go without asking again, in milliseconds.
  private static let discoverLifetime = 300_000
  private static let listLifetime = 60_000

  static var supportedVersions: JSONValue {
    .array(ProtocolVersion.supportedModern.map { .string($0.rawValue) })
  }

  /// `DiscoverResult`; `listChanged` is not promised, because that takes `subscriptions/listen`.
  static func discover(_ info: ServerInfo) -> JSONObject {
    var result: JSONObject = ["supportedVersions": supportedVersions, "capabilities": ["tools": [:]]]
    result["instructions"] = info.instructions.map(JSONValue.string)
    result["ttlMs"] = JSONValue(discoverLifetime)
    result["cacheScope"] = "public"
    return complete(result, info)
  }

  /// `ListToolsResult`; private, because credentials can shape the list.
  static func listTools(_ page: JSONObject, _ info: ServerInfo) -> JSONObject {
    var result = page
    result["ttlMs"] = JSONValue(listLifetime)
    result["cacheScope"] = "private"
    return complete(result, info)
  }

  /// Makes `result` a final one, from this server.
  static func complete(_ result: JSONObject, _ info: ServerInfo) -> JSONObject {
    var complete: JSONObject = ["resultType": "complete"]
    for member in result { complete[member.name] = member.value }
    var meta = result["_meta"]?.object ?? [:]
    meta[ModernEnvelope.serverInfoKey] = .object(info.implementation(for: .latestModern))
    complete["_meta"] = .object(meta)
    return complete
  }
}
