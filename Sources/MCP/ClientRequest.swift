import JSON
import JSONRPC

/// A request of either era, understood.
enum ClientRequest: Equatable {
  case legacy(LegacyRequest)
  /// With the version of its envelope; it may differ from one request to the next.
  case modern(ModernRequest, ProtocolVersion)

  /// Routes by the message alone, modern first; an era is never locked in. Without an envelope it depends on
  /// `hasSession`, whether a legacy client has sent `initialize`.
  ///
  /// - Throws: the error to answer with.
  init(method: String, params: JSONObject?, hasSession: Bool) throws(RPCError) {
    if ModernEnvelope.isPresent(in: params) {
      let version = try ModernEnvelope.version(of: params)
      self = .modern(try ModernRequest(method: method, params: params ?? [:]), version)
    } else if hasSession || LegacyRequest.needsNoSession(method) {
      self = .legacy(try LegacyRequest(method: method, params: params ?? [:]))
    } else {
      throw ModernEnvelope.missing
    }
  }
}

extension RPCError {
  static func unknownMethod(_ method: String) -> RPCError {
    RPCError(code: methodNotFound, message: "Method not found: \(method.prefix(100))")
  }
}
