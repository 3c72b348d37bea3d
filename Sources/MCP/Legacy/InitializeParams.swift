import JSON

/// What a legacy client opens with. Nothing in it is refused: a client that is refused just shows no tools.
struct InitializeParams: Equatable {
  /// The version asked for, if it is one a handshake can agree on; else what is offered instead.
  let version: ProtocolVersion
  let client: ClientCapabilities

  init(_ params: JSONObject) {
    let asked = params["protocolVersion"]?.string.flatMap(ProtocolVersion.init)
    version = asked.flatMap { $0.era == .legacy ? $0 : nil } ?? .latestLegacy
    client = ClientCapabilities(params["capabilities"], for: version)
  }
}
