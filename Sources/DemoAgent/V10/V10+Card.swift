internal import JSON

extension V10 {
  func card(_ profile: Profile) -> JSONObject {
    JSONObject(present: [
      "name": .string(profile.name),
      "description": .string(profile.description),
      "version": .string(profile.version),
      "supportedInterfaces": [
        ["url": .string(profile.endpoint), "protocolBinding": "JSONRPC", "protocolVersion": "1.0"]
      ],
      "provider": ["organization": .string(profile.organization), "url": .string(profile.baseURL)],
      "capabilities": ["streaming": true, "pushNotifications": false, "extendedAgentCard": false],
      "securitySchemes": .present(
        ["bearer": ["httpAuthSecurityScheme": ["scheme": "Bearer"]]], if: profile.requiresToken),
      "securityRequirements": .present(
        [["schemes": ["bearer": ["list": []]]]], if: profile.requiresToken),
      "defaultInputModes": .array(profile.inputModes.map(JSONValue.string)),
      "defaultOutputModes": .array(profile.outputModes.map(JSONValue.string)),
      "skills": .array(profile.skills.map { .object($0.json) }),
    ])
  }
}
