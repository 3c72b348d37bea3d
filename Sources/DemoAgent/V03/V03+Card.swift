internal import JSON

extension V03 {
  func card(_ profile: Profile) -> JSONObject {
    JSONObject(present: [
      "protocolVersion": "0.3.0",
      "name": .string(profile.name),
      "description": .string(profile.description),
      "version": .string(profile.version),
      "url": .string(profile.endpoint),
      "preferredTransport": "JSONRPC",
      "additionalInterfaces": [["url": .string(profile.endpoint), "transport": "JSONRPC"]],
      "provider": ["organization": .string(profile.organization), "url": .string(profile.baseURL)],
      "capabilities": ["streaming": true, "pushNotifications": false, "stateTransitionHistory": false],
      "securitySchemes": .present(
        ["bearer": ["type": "http", "scheme": "bearer"]], if: profile.requiresToken),
      "security": .present([["bearer": []]], if: profile.requiresToken),
      "supportsAuthenticatedExtendedCard": false,
      "defaultInputModes": .array(profile.inputModes.map(JSONValue.string)),
      "defaultOutputModes": .array(profile.outputModes.map(JSONValue.string)),
      "skills": .array(profile.skills.map { .object($0.json) }),
    ])
  }
}
