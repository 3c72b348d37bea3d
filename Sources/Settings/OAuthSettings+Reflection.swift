extension OAuthSettings: CustomReflectable {
  /// Further parameters by their names alone: some servers want a secret among them.
  package var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "grant": grant, "server": server, "clientID": clientID, "clientAuthentication": clientAuthentication,
        "scopes": scopes, "asksForSkillScopes": asksForSkillScopes, "audience": audience as Any,
        "resource": resource as Any,
        "parameters": (Array(parameters.keys) + secretParameters.keys).sorted(),
      ] as KeyValuePairs<String, Any>, displayStyle: .struct)
  }
}
