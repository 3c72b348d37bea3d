import JSON

/// The arguments of `a2a_search_skills`.
struct SearchArguments: Hashable {
  let query: String

  init(_ arguments: JSONObject) throws(InvalidArguments) {
    let reader = try ArgumentReader(arguments, known: [.query], otherwise: "put everything into \"query\"")
    query = try reader.text(.query, needed: "say in a few words what is needed")
  }
}

/// What of the arguments of `a2a_call_skill` says whose skill is meant; ``SkillChoice`` reads the rest.
struct NamedAgent: Hashable {
  let agent: String

  init(_ arguments: JSONObject) throws(InvalidArguments) {
    guard let agent = arguments[.agent]?.string, !agent.isEmpty else {
      throw InvalidArguments("\"agent\" is missing: name the agent, as a2a_search_skills did")
    }
    self.agent = agent
  }
}
