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
  }

  /// The schema of a skill's tool: what the skill takes, and what it needs to go on with an earlier call.
  static func skill(_ modes: InputModes) -> JSONObject {
    var properties: JSONObject = [:]
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
        "description": "Files for the agent, as http or https URLs that it can fetch.",
      ]
    }
    properties[.contextID] = string("To continue a conversation: the context from an earlier result.")
    properties[.taskID] = string("To answer a question of the agent: the task from the result that asked.")
    properties[.waitSeconds] = waitSeconds
    return object(properties, required: [.message])
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

  init(of skill: AgentSkill, in card: AgentCard) {
    let modes = (skill.inputModes.isEmpty ? card.defaultInputModes : skill.inputModes).map { $0.lowercased() }
    takesData = modes.contains { Self.isJSON($0) || $0 == "data" }
    takesFiles = modes.contains { !Self.isJSON($0) && $0 != "data" && !Self.isText($0) }
  }

  private static func isJSON(_ mode: String) -> Bool { mode == "application/json" || mode.hasSuffix("+json") }
  private static func isText(_ mode: String) -> Bool { mode == "text" || mode.hasPrefix("text/") }
}
