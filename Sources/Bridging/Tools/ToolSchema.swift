import A2A
import JSON

/// The input schemas of tools, in the plain subset of JSON Schema that every host takes: a root object of typed
/// properties, no references, no alternatives.
enum ToolSchema {
  /// The names of the arguments, in one place for the schema and for those who read them.
  enum Argument: String, CaseIterable {
    case message
    case data
    case files
    case contextID = "context_id"
    case taskID = "task_id"
    case waitSeconds = "wait_seconds"
    case agent
    case state
    case page
    case offset
    case skill
    case query
  }

  /// The schema of a skill's tool: what the skill takes, and what it needs to go on with an earlier call.
  static func skill(_ modes: InputModes, filesRoot: String? = nil) -> JSONObject {
    object(call([:], modes, files: files(filesRoot)), required: [.message])
  }

  /// The schema of a tool that has all skills of an agent.
  static func choosing(among choices: [String], _ modes: InputModes, filesRoot: String?) -> JSONObject {
    var skill: JSONObject = ["type": "string", "description": "Which of the agent's skills to call."]
    if choices.count <= maxChoices { skill["enum"] = .array(choices.map { .string($0) }) }
    var properties: JSONObject = [:]
    properties[.skill] = .object(skill)
    return object(call(properties, modes, files: files(filesRoot)), required: [.skill, .message])
  }

  /// How many skills a schema lists; of more, a wrong one is answered with the right ones.
  static let maxChoices = 100

  /// The schema of `a2a_call_skill`.
  static func callSkill(_ modes: InputModes, mayReadFiles: Bool) -> JSONObject {
    var properties: JSONObject = [:]
    properties[.agent] = string("The agent's name, as a2a_search_skills gave it.")
    properties[.skill] = string("The skill, as a2a_search_skills gave it.")
    let files = "Files for the agent, as http or https URLs that it can fetch"
    return object(
      call(
        properties, modes,
        files: mayReadFiles ? "\(files), or as paths where the user allows it." : "\(files)."),
      required: [.agent, .skill, .message])
  }

  /// The schema of `a2a_search_skills`.
  static let search: JSONObject = {
    var properties: JSONObject = [:]
    properties[.query] = string("What is needed, in a few words.")
    return object(properties, required: [.query])
  }()

  private static func files(_ root: String?) -> String {
    let urls = "Files for the agent, as http or https URLs that it can fetch"
    guard let root else { return urls + "." }
    return urls + ", or as paths of files in \(CleanText.line(root, limit: maxRoot)), "
      + "each of at most \(FileRoot.maxFileBytes >> 20) MiB."
  }

  private static let maxRoot = 200

  /// `properties`, and what a call of a skill takes.
  private static func call(_ properties: JSONObject, _ modes: InputModes, files: String) -> JSONObject {
    var properties = properties
    properties[.message] = string(
      "What the agent shall do, complete in itself: all facts, names and wishes it needs.")
    if modes.takesData {
      properties[.data] = [
        "type": "object", "description": "Structured input for the agent, sent beside the message.",
      ]
    }
    if modes.takesFiles {
      properties[.files] = [
        "type": "array", "items": ["type": "string"],
        "description": .string(files),
      ]
    }
    properties[.contextID] = string("To continue a conversation: the context from an earlier result.")
    properties[.taskID] = string("To answer a question of the agent: the task from the result that asked.")
    properties[.waitSeconds] = waitSeconds
    return properties
  }

  /// The schema of `a2a_task_wait`.
  static let wait: JSONObject = {
    var properties = handle
    properties[.waitSeconds] = waitSeconds
    return object(properties, required: [.agent, .taskID])
  }()

  /// The schema of `a2a_task_cancel`.
  static let cancel = object(handle, required: [.agent, .taskID])

  /// The schema of `a2a_read_more`.
  static let readMore: JSONObject = {
    var properties = handle
    properties[.offset] = [
      "type": "integer", "description": "Where to read on, as the result that was cut gave it.",
    ]
    return object(properties, required: [.agent, .taskID])
  }()

  /// The schema of `a2a_task_list`.
  static let list: JSONObject = {
    var properties: JSONObject = [:]
    properties[.agent] = string("The agent's name, as results give it.")
    properties[.contextID] = string("Only the tasks of this conversation.")
    properties[.state] = string("Only the tasks in this state, such as working, input-required or completed.")
    properties[.page] = string("The page to show, as the page before it named it.")
    return object(properties, required: [.agent])
  }()

  private static let handle: JSONObject = {
    var properties: JSONObject = [:]
    properties[.agent] = string("The agent's name, as the result with the task gave it.")
    properties[.taskID] = string("The task, as the result gave it.")
    return properties
  }()

  private static let waitSeconds: JSONValue = [
    "type": "integer",
    "description":
      "How many seconds to wait for the result at the most; then the call ends with the task's state.",
  ]

  private static func string(_ description: String) -> JSONValue {
    ["type": "string", "description": .string(description)]
  }

  private static func object(_ properties: JSONObject, required: [Argument]) -> JSONObject {
    [
      "type": "object",
      "properties": .object(properties),
      "required": .array(required.map { .string($0.rawValue) }),
    ]
  }
}

extension JSONObject {
  subscript(argument: ToolSchema.Argument) -> JSONValue? {
    get { self[argument.rawValue] }
    set { self[argument.rawValue] = newValue }
  }
}

/// What a skill takes beside text (A2A 1.0 §4.4.5, `inputModes`; the card's defaults where it has none).
struct InputModes: Hashable {
  var takesData: Bool
  var takesFiles: Bool

  /// What any of `skills` takes.
  init(of skills: [ToolSkill]) {
    takesData = skills.contains(where: \.modes.takesData)
    takesFiles = skills.contains(where: \.modes.takesFiles)
  }

  init(of skill: AgentSkill, in card: AgentCard) {
    let modes = (skill.inputModes.isEmpty ? card.defaultInputModes : skill.inputModes).map { $0.lowercased() }
    takesData = modes.contains { Self.isJSON($0) || $0 == "data" }
    takesFiles = modes.contains { !Self.isJSON($0) && $0 != "data" && !Self.isText($0) }
  }

  private static func isJSON(_ mode: String) -> Bool { mode == "application/json" || mode.hasSuffix("+json") }
  private static func isText(_ mode: String) -> Bool { mode == "text" || mode.hasPrefix("text/") }
}
