import JSON

/// What a call waits with for its user's answer. Sealed, it is what the client gives back with the answer.
struct RequestState: Sendable, Hashable {
  /// How long a user may take to answer.
  static let lifetime = Duration.seconds(600)
  private static let version = 1

  /// The tool that was called.
  var tool: String
  /// What it was called with, as ``ArgumentDigest`` has it.
  var arguments: String
  var agent: String
  /// The agent's ``AgentSnapshot/fingerprint``.
  var fingerprint: String
  var taskID: String
  var contextID: String?
  var question: QuestionKey
  var kind: AgentQuestion.Kind
  /// Tells it from all others, so that it is of use once.
  var nonce: String
  /// In seconds since 1970.
  var expiry: Int64

  var claims: JSONObject {
    var claims: JSONObject = ["v": JSONValue(Self.version), "exp": JSONValue(Int(expiry))]
    claims["t"] = .string(tool)
    claims["a"] = .string(arguments)
    claims["ag"] = .string(agent)
    claims["af"] = .string(fingerprint)
    claims["tk"] = .string(taskID)
    claims["cx"] = contextID.map { .string($0) }
    claims["q"] = .string(question.text)
    claims["k"] = .string(kind.rawValue)
    claims["n"] = .string(nonce)
    return claims
  }
}

extension RequestState {
  init?(claims: JSONObject) {
    guard claims["v"]?.int == Self.version, let expiry = claims["exp"]?.int, let tool = claims["t"]?.string,
      let arguments = claims["a"]?.string, let agent = claims["ag"]?.string,
      let fingerprint = claims["af"]?.string,
      let taskID = claims["tk"]?.string,
      let question = claims["q"]?.string,
      let kind = claims["k"]?.string.flatMap(AgentQuestion.Kind.init(rawValue:)),
      let nonce = claims["n"]?.string
    else { return nil }
    self.init(
      tool: tool, arguments: arguments, agent: agent, fingerprint: fingerprint, taskID: taskID,
      contextID: claims["cx"]?.string, question: QuestionKey(question), kind: kind, nonce: nonce,
      expiry: Int64(expiry))
  }
}
