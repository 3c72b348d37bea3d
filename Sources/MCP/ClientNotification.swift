import JSON
import JSONRPC

/// The notifications that mean something here; they are never answered.
enum ClientNotification: Equatable {
  case initialized
  case cancelled(RequestID)
  /// Unknown, or without what it needs.
  case ignored

  init(method: String, params: JSONObject?) {
    switch method {
    // With a modern envelope it is of no handshake.
    case "notifications/initialized": self = ModernEnvelope.isPresent(in: params) ? .ignored : .initialized
    case "notifications/cancelled":
      self = params?["requestId"].flatMap(RequestID.init).map(Self.cancelled) ?? .ignored
    default: self = .ignored
    }
  }
}
