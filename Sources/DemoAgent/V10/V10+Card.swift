internal import JSON

extension V10 {
  func card(_ profile: Profile) -> JSONObject {
    JSONObject(present: [
      "name": .string(profile.name),
      "description": .string(profile.description),
      "version": .string(profile.version),
      "supportedInterfaces": .array(profile.bindings.map { interface($0, of: profile) }),
      "provider": ["organization": .string(profile.organization), "url": .string(profile.baseURL)],
      "capabilities": .object(capabilities(of: profile)),
      "securitySchemes": .present(
        ["bearer": ["httpAuthSecurityScheme": ["scheme": "Bearer"]]], if: profile.requiresToken),
      "securityRequirements": .present(
        [["schemes": ["bearer": ["list": []]]]], if: profile.requiresToken),
      "defaultInputModes": .array(profile.inputModes.map(JSONValue.string)),
      "defaultOutputModes": .array(profile.outputModes.map(JSONValue.string)),
      "skills": .array(profile.skills.map { .object($0.json) }),
    ])
  }

  private func interface(_ binding: DemoAgent.Binding, of profile: Profile) -> JSONValue {
    let url =
      switch binding {
      case .jsonRPC, .rest: profile.url(of: binding)
      // gRPC names its targets without a scheme.
      case .gRPC: profile.authority
      }
    return ["url": .string(url), "protocolBinding": .string(binding.word), "protocolVersion": "1.0"]
  }

  private func capabilities(of profile: Profile) -> JSONObject {
    JSONObject(present: [
      "streaming": .bool(profile.features.streams),
      "pushNotifications": .bool(profile.features.pushes),
      "extensions": profile.features.extensions.map(JSONValue.array),
      "extendedAgentCard": .bool(profile.hasExtendedCard),
    ])
  }
}

extension Features {
  /// The extensions as cards of all versions list them; nil when there are none.
  var extensions: [JSONValue]? {
    requiredExtension.map { uri in
      [["uri": .string(uri), "description": "Every call has to claim it.", "required": true]]
    }
  }
}
