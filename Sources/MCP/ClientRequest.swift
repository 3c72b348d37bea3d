import JSON
import JSONRPC

/// A request of either era, understood.
enum ClientRequest: Equatable {
  case legacy(LegacyRequest)
  /// With what its envelope says; that may differ from one request to the next.
  case modern(ModernRequest, ProtocolVersion, ClientCapabilities)

  /// Routes by the message alone, modern first; an era is never locked in. Without an envelope it depends on
  /// `session`, which is what a legacy client speaks once it has sent `initialize`.
  ///
  /// - Throws: the error to answer with.
  init(method: String, params: JSONObject?, session: ProtocolVersion?) throws(RPCError) {
    if ModernEnvelope.isPresent(in: params) {
      let version = try ModernEnvelope.version(of: params)
      let client = ModernEnvelope.client(of: params, version)
      self = .modern(try ModernRequest(method: method, params: params ?? [:]), version, client)
    } else if session != nil || LegacyRequest.needsNoSession(method) {
      self = .legacy(try LegacyRequest(method: method, params: params ?? [:], session: session))
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
