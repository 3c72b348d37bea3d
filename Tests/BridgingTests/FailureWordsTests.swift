import A2A
import HTTP
import Settings
import Telemetry
import TestSupport
import Testing

@testable import Bridging

@Suite struct FailureWordsTests {
  private static let secret = SecretSource.value(Secret("s3cret-value"))

  private static func oauth(_ grant: OAuthSettings.Grant) -> CredentialSettings {
    .oauth(OAuthSettings(grant: grant, server: .issuer("https://id.example"), clientID: "bridge"))
  }

  /// What is configured, and what is said of it when it is refused.
  static let credentials: [(CredentialSettings, String)] = [
    (
      .none,
      "The card wants \"key\" (http bearer); no credentials are configured. The credentials for weather.example are "
        + "missing: the user has to set \"auth\" of agent \"weather\" in bridge.json"
    ),
    (
      .basic(username: "u", password: secret),
      "configured: a user name with a password. The credentials for weather.example are wrong or too weak: the user has "
        + "to mend \"auth\""
    ),
    (.bearer(secret), "(http bearer); configured: a bearer token. The credentials"),
    (oauth(.clientCredentials), "configured: a token by OAuth. The credentials"),
    (oauth(.deviceCode), "sign in again: \"a2a-bridge login https://weather.example\""),
    (
      oauth(.authorizationCode(redirectPort: nil)),
      "sign in again: \"a2a-bridge login https://weather.example\""
    ),
  ]

  @Test(arguments: credentials) func sayWhoMustDoWhat(_ credential: CredentialSettings, _ words: String)
    throws
  {
    var settings = AgentSettings(url: "https://weather.example")
    settings.credential = credential
    let card = AgentCard(
      name: "Weather", interfaces: [], securitySchemes: [SecurityScheme(name: "key", proof: .bearer)])
    let agent = AgentSnapshot(
      name: "weather", settings: settings, card: card, url: try WebURL("https://weather.example"),
      client: AgentClient(ScriptedBinding([]), streams: true, timing: SkippedTime().timing))
    for code in [A2AError.Code.unauthenticated, .permissionDenied] {
      let text = FailureWords.text(
        for: A2AError(code, "no", mayHaveRun: false), agent: agent, doing: "the call")
      #expect(text.contains(words))
      #expect(text.contains("The agent has not acted on it."))
      #expect(!text.contains("s3cret"))
    }
  }

  @Test(arguments: [
    (A2AError.Code.taskNotFound, "start again without task_id", CallFailure.other),
    (.taskNotCancelable, "nothing is left to cancel", .other),
    (.unsupportedOperation, "with the same context_id", .other),
    (.invalidParams, "start again without task_id", .other),
    (.contentTypeNotSupported, "put everything into message", .other),
    (.unauthenticated, "set \"auth\" of agent \"weather\" in bridge.json", .credentials),
    (.permissionDenied, "set \"auth\"", .credentials),
    (.credentialsUnavailable, "is out of reach, not the agent: try again later", .unreachable),
    (.rateLimited, "try again later", .other),
    (.unavailable, "out of order", .other),
    (.transport(.dns), "can't be reached at https://weather.example", .unreachable),
    (.transport(.refused), "is it running?", .unreachable),
    (.transport(.timeout(.connect)), "is it running?", .unreachable),
    (.transport(.tls), "No trusted connection", .unreachable),
    (.transport(.timeout(.total)), "wait_seconds", .timeout),
    (.transport(.timeout(.idle)), "wait_seconds", .timeout),
    (.transport(.bodyTooLarge), "ask the agent for less", .other),
    (.transport(.reset), "Trying again may help", .other),
    (.notAnAgent, "a2a-bridge card", .other),
    (.methodNotFound, "a2a-bridge card", .other),
    (.internalError, "Trying again may help", .other),
    (.agent(7), "Trying again may help", .other),
  ]) func sayWhatToDo(_ code: A2AError.Code, _ advice: String, _ failure: CallFailure) throws {
    for mayHaveRun in [true, false] {
      let error = A2AError(code, "it broke", mayHaveRun: mayHaveRun)
      let text = FailureWords.text(for: error, agent: try Samples.agent(), doing: "the call")
      #expect(text.hasPrefix("weather: the call failed: it broke. "))
      #expect(text.contains(advice))
      #expect(text.contains(mayHaveRun ? "may have acted on it" : "has not acted on it"))
      #expect(CallFailure(error) == failure)
    }
  }
}
