import JSON
import JSONRPC

/// The `_meta` that makes a request a modern one (2026-07-28, basic/index, "_meta").
enum ModernEnvelope {
  static let versionKey = "io.modelcontextprotocol/protocolVersion"
  static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"
  static let serverInfoKey = "io.modelcontextprotocol/serverInfo"
  /// On what belongs to a `subscriptions/listen`: that request's id.
  static let subscriptionKey = "io.modelcontextprotocol/subscriptionId"

  /// `UnsupportedProtocolVersion`
  static let unsupportedVersion = -32022

  /// Whether the message is of the modern era, rightly made or not.
  static func isPresent(in params: JSONObject?) -> Bool { params?["_meta"]?[versionKey] != nil }

  /// The answer to a request of no era.
  static var missing: RPCError {
    let supported = ProtocolVersion.supportedModern.map(\.rawValue).joined(separator: ", ")
    return RPCError(
      code: RPCError.invalidParams,
      message: "Missing _meta member \(versionKey) (supported: \(supported)); or call initialize first")
  }

  /// What the client declares with this request; it may differ from one to the next.
  static func client(of params: JSONObject?, _ version: ProtocolVersion) -> ClientCapabilities {
    ClientCapabilities(params?["_meta"]?[capabilitiesKey], for: version)
  }

  /// The version the client speaks. Both required members are looked at before the version, as the conformance suite
  /// expects.
  ///
  /// - Throws: `invalidParams` or `unsupportedVersion`.
  static func version(of params: JSONObject?) throws(RPCError) -> ProtocolVersion {
    let version: String
    do throws(JSONMismatch) {
      let path = JSONPath.root.appending(name: "_meta")
      let meta = try JSONFields(params?["_meta"] ?? .null, at: path)
      version = try meta.required(versionKey)
      let _: JSONObject = try meta.required(capabilitiesKey)
    } catch {
      throw .malformedParams(error)
    }
    guard let known = ProtocolVersion(rawValue: version), ProtocolVersion.supportedModern.contains(known)
    else {
      throw RPCError(
        code: unsupportedVersion, message: "Unsupported protocol version",
        data: [
          "supported": ModernResults.supportedVersions, "requested": .string(String(version.prefix(64))),
        ])
    }
    return known
  }
}
