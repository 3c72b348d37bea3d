internal import JSON

extension V03 {
  func card(_ profile: Profile) -> JSONObject { Self.card(profile, as: .document) }

  static func card(_ profile: Profile, as form: V03CardForm) -> JSONObject {
    let first = profile.bindings.first ?? .jsonRPC
    return JSONObject(present: [
      "protocolVersion": "0.3.0",
      "name": .string(profile.name),
      "description": .string(profile.description),
      "version": .string(profile.version),
      "url": .string(profile.url(of: first)),
      "preferredTransport": .string(first.word),
      "additionalInterfaces": .array(
        profile.bindings.map { binding in
          ["url": .string(profile.url(of: binding)), "transport": .string(binding.word)]
        }),
      "provider": ["organization": .string(profile.organization), "url": .string(profile.baseURL)],
      "capabilities": .object(capabilities(of: profile, as: form)),
      "securitySchemes": .present(["bearer": scheme(as: form)], if: profile.requiresToken),
      "security": .present([requirement(as: form)], if: profile.requiresToken),
      "supportsAuthenticatedExtendedCard": .bool(profile.hasExtendedCard),
      "defaultInputModes": .array(profile.inputModes.map(JSONValue.string)),
      "defaultOutputModes": .array(profile.outputModes.map(JSONValue.string)),
      "skills": .array(profile.skills.map { .object($0.json) }),
    ])
  }

  private static func capabilities(of profile: Profile, as form: V03CardForm) -> JSONObject {
    JSONObject(present: [
      "streaming": .bool(profile.features.streams),
      "pushNotifications": .bool(profile.features.pushes),
      "stateTransitionHistory": .present(false, if: form == .document),
      "extensions": profile.features.extensions.map(JSONValue.array),
    ])
  }

  private static func scheme(as form: V03CardForm) -> JSONValue {
    switch form {
    case .document: ["type": "http", "scheme": "bearer"]
    case .message: ["httpAuthSecurityScheme": ["scheme": "bearer"]]
    }
  }

  private static func requirement(as form: V03CardForm) -> JSONValue {
    switch form {
    case .document: ["bearer": []]
    case .message: ["schemes": ["bearer": [:]]]
    }
  }
}
