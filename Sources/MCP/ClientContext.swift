package import JSON

/// What is known of the client behind one request.
///
/// Legacy clients say it once, in `initialize`; modern ones with each request, and it may differ from one to the next.
package struct ClientContext: Sendable, Equatable {
  package let version: ProtocolVersion
  /// The client's capabilities as it declared them.
  package let capabilities: JSONObject

  package init(version: ProtocolVersion, capabilities: JSONObject = [:]) {
    self.version = version
    self.capabilities = capabilities
  }

  package var era: ProtocolVersion.Era { version.era }
}
