/// What an agent says of itself (A2A 1.0 §4.4.1). Every word in it is the agent's and not to be trusted.
package struct AgentCard: Sendable, Hashable {
  package var name: String
  package var description: String?
  package var version: String?
  package var provider: String?
  /// The places where the agent can be reached, the agent's favourite first.
  package var interfaces: [AgentInterface]
  package var capabilities: AgentCapabilities
  package var defaultInputModes: [String]
  package var defaultOutputModes: [String]
  package var skills: [AgentSkill]
  /// What the agent wants of its clients; empty when it wants nothing.
  package var securitySchemes: [SecurityScheme]
  /// Which of them it wants together; any one of these will do, an empty one is no wish.
  package var securityRequirements: [SecurityRequirement]
  /// The dialect that the card's looks tell of, where it names no version.
  package var dialectHint: DialectName?
  /// What was odd about the card, and how it was taken.
  package var quirks: [CardQuirk]

  package init(
    name: String, description: String? = nil, version: String? = nil, provider: String? = nil,
    interfaces: [AgentInterface], capabilities: AgentCapabilities = AgentCapabilities(),
    defaultInputModes: [String] = [], defaultOutputModes: [String] = [], skills: [AgentSkill] = [],
    securitySchemes: [SecurityScheme] = [], securityRequirements: [SecurityRequirement] = [],
    dialectHint: DialectName? = nil, quirks: [CardQuirk] = []
  ) {
    self.name = name
    self.description = description
    self.version = version
    self.provider = provider
    self.interfaces = interfaces
    self.capabilities = capabilities
    self.defaultInputModes = defaultInputModes
    self.defaultOutputModes = defaultOutputModes
    self.skills = skills
    self.securitySchemes = securitySchemes
    self.securityRequirements = securityRequirements
    self.dialectHint = dialectHint
    self.quirks = quirks
  }
}

/// What an agent can do beside answering (A2A 1.0 §4.4.3).
package struct AgentCapabilities: Sendable, Hashable {
  package var streaming: Bool
  package var pushNotifications: Bool
  /// True when those who may call it see another card (A2A 1.0 §3.1.11).
  package var extendedAgentCard: Bool
  package var extensions: [AgentExtension]

  package init(
    streaming: Bool = false, pushNotifications: Bool = false, extendedAgentCard: Bool = false,
    extensions: [AgentExtension] = []
  ) {
    self.streaming = streaming
    self.pushNotifications = pushNotifications
    self.extendedAgentCard = extendedAgentCard
    self.extensions = extensions
  }
}

/// One thing that an agent is good at (A2A 1.0 §4.4.5).
package struct AgentSkill: Sendable, Hashable {
  package var id: String
  package var name: String
  package var description: String?
  package var tags: [String]
  package var examples: [String]
  /// The media types that the skill takes and gives; empty where the card's defaults hold.
  package var inputModes: [String]
  package var outputModes: [String]
  /// What it wants of its clients, where that is not what the card says of all skills.
  package var securityRequirements: [SecurityRequirement]

  package init(
    id: String, name: String, description: String? = nil, tags: [String] = [], examples: [String] = [],
    inputModes: [String] = [], outputModes: [String] = [], securityRequirements: [SecurityRequirement] = []
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.tags = tags
    self.examples = examples
    self.inputModes = inputModes
    self.outputModes = outputModes
    self.securityRequirements = securityRequirements
  }
}
