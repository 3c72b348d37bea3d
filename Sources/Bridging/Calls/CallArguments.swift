import A2A
import FoundationEssentials
import HTTP
import JSON

/// The arguments of a call to a skill's tool, checked.
struct CallArguments: Hashable {
  var parts: [Part]
  var contextID: String?
  var taskID: String?
  /// How long the caller is willing to wait; nil leaves it to the configuration.
  var wait: Duration?

  /// How many files one call may name.
  static let maxFiles = 20

  /// - Parameter root: The folder that files may come from; nil for none of this machine.
  /// - Throws: ``InvalidArguments`` with what to write instead.
  init(_ arguments: JSONObject, root: FileRoot? = nil) throws(InvalidArguments) {
    let reader = try Self.reader(arguments)
    let message = try reader.text(.message, needed: "say what the agent shall do")
    parts = [Part(.text(message))]
    if let data = try reader.object(.data) { parts.append(Part(.data(.object(data)))) }
    parts += try Self.files(reader, root)
    contextID = try reader.text(.contextID)
    taskID = try reader.text(.taskID)
    wait = try reader.seconds(.waitSeconds)
  }

  /// How long the caller is willing to wait, whatever the other arguments are.
  static func wait(in arguments: JSONObject) throws(InvalidArguments) -> Duration? {
    try reader(arguments).seconds(.waitSeconds)
  }

  private static func reader(_ arguments: JSONObject) throws(InvalidArguments) -> ArgumentReader {
    try ArgumentReader(
      arguments, known: [.message, .data, .files, .contextID, .taskID, .waitSeconds],
      otherwise: "put what the agent needs into \"message\"")
  }

  private static func files(
    _ reader: ArgumentReader, _ root: FileRoot?
  ) throws(InvalidArguments) -> [Part] {
    let files = try reader.texts(.files)
    guard files.count <= maxFiles else {
      throw InvalidArguments("\"files\" names \(files.count) files; at most \(maxFiles) are taken")
    }
    var parts: [Part] = []
    var room = FileRoot.maxCallBytes
    for file in files {
      if (try? WebURL(file)) != nil {
        parts.append(Part(.url(file), filename: file.lastPathSegment))
      } else {
        parts.append(try part(file, root, room: &room))
      }
    }
    return parts
  }

  /// The file of this machine that `path` means.
  private static func part(
    _ path: String, _ root: FileRoot?, room: inout Int
  ) throws(InvalidArguments) -> Part {
    let shown = "\"\(CleanText.line(path, limit: 200))\""
    guard let root else {
      throw InvalidArguments(
        "\"files\" takes http and https URLs that the agent can fetch, not \(shown); files of this machine only when "
          + "the user names their folder as \"filesRoot\" in bridge.json")
    }
    guard !path.contains("://") else {
      throw InvalidArguments(
        "\"files\" takes http and https URLs and paths of files in \(JSONQuotes.around(root.path)), not \(shown)"
      )
    }
    do throws(FileRoot.Refusal) {
      let file = try root.file(path, limit: room)
      room -= file.bytes.count
      return Part(
        .raw(Data(file.bytes).base64EncodedString()), filename: file.name,
        mediaType: MediaType.ofFile(named: file.name))
    } catch {
      throw InvalidArguments("\"files\" names \(shown), but \(error.words(root))")
    }
  }
}

/// The arguments of the tools that deal with a task there is.
struct TaskArguments: Hashable {
  var agent: String
  var taskID: String
  var wait: Duration?

  init(_ arguments: JSONObject) throws(InvalidArguments) {
    let reader = try ArgumentReader(
      arguments, known: [.agent, .taskID, .waitSeconds], otherwise: "leave it out")
    agent = try reader.text(.agent, needed: "name the agent, as the result with the task did")
    taskID = try reader.text(.taskID, needed: "name the task, as the result did")
    wait = try reader.seconds(.waitSeconds)
  }
}

/// The arguments of `a2a_task_list`.
struct ListArguments: Hashable {
  var agent: String
  var request: TaskListRequest

  /// How many tasks a page shows.
  static let pageSize = 20

  init(_ arguments: JSONObject) throws(InvalidArguments) {
    let reader = try ArgumentReader(
      arguments, known: [.agent, .contextID, .state, .page], otherwise: "leave it out")
    agent = try reader.text(.agent, needed: "name the agent, as results do")
    request = TaskListRequest(contextID: try reader.text(.contextID), pageSize: Self.pageSize)
    request.pageToken = try reader.text(.page)
    if let word = try reader.text(.state) { request.state = try Self.state(word) }
    // What a list shows is where each task stands.
    request.historyLength = 0
  }

  private static func state(_ word: String) throws(InvalidArguments) -> TaskState {
    let state = TaskState(named: word)
    guard case .other = state else { return state }
    let names = TaskState.known.map(\.name).joined(separator: ", ")
    throw InvalidArguments("there is no state \"\(CleanText.line(word, limit: 40))\"; there are: \(names)")
  }
}

/// What is wrong with the arguments of a call, and how to mend it: words for the model that wrote them.
struct InvalidArguments: Error, Hashable {
  let advice: String
  init(_ advice: String) { self.advice = advice }
}

/// Reads arguments as models write them: an absent, null or empty one is not given.
struct ArgumentReader {
  private let arguments: JSONObject

  /// - Throws: ``InvalidArguments`` for a name that is none of `known`: what it says would be lost.
  init(
    _ arguments: JSONObject, known: [ToolSchema.Argument], otherwise advice: String
  ) throws(InvalidArguments) {
    for name in arguments.names where !known.contains(where: { $0.rawValue == name }) {
      let names = known.map(\.rawValue).joined(separator: ", ")
      throw InvalidArguments(
        "there is no argument \"\(CleanText.line(name, limit: 60))\" (there are: \(names)); \(advice)")
    }
    self.arguments = arguments
  }

  func text(_ name: ToolSchema.Argument, needed purpose: String) throws(InvalidArguments) -> String {
    guard let text = try text(name) else {
      throw InvalidArguments("\"\(name.rawValue)\" is missing: \(purpose)")
    }
    return text
  }

  func text(_ name: ToolSchema.Argument) throws(InvalidArguments) -> String? {
    guard let value = given(name) else { return nil }
    guard let text = value.string else { throw mismatch(name, "a string", value) }
    return text.isEmpty ? nil : text
  }

  func texts(_ name: ToolSchema.Argument) throws(InvalidArguments) -> [String] {
    guard let value = given(name) else { return [] }
    guard let elements = value.array else { throw mismatch(name, "an array of strings", value) }
    var texts: [String] = []
    for element in elements {
      guard let text = element.string else { throw mismatch(name, "an array of strings", element) }
      texts.append(text)
    }
    return texts
  }

  func object(_ name: ToolSchema.Argument) throws(InvalidArguments) -> JSONObject? {
    guard let value = given(name) else { return nil }
    guard let object = value.object else { throw mismatch(name, "an object", value) }
    return object
  }

  func seconds(_ name: ToolSchema.Argument) throws(InvalidArguments) -> Duration? {
    guard let value = given(name) else { return nil }
    guard let seconds = value.double, seconds >= 0, seconds <= 1e6 else {
      throw mismatch(name, "a number of seconds from 0 on", value)
    }
    return .seconds(seconds)
  }

  func count(_ name: ToolSchema.Argument) throws(InvalidArguments) -> Int? {
    guard let value = given(name) else { return nil }
    guard let count = value.int, count >= 0 else { throw mismatch(name, "a whole number from 0 on", value) }
    return count
  }

  private func given(_ name: ToolSchema.Argument) -> JSONValue? {
    guard let value = arguments[name], !value.isNull else { return nil }
    return value
  }

  private func mismatch(_ name: ToolSchema.Argument, _ expected: String, _ found: JSONValue)
    -> InvalidArguments
  {
    InvalidArguments("\"\(name.rawValue)\" must be \(expected), not \(found.kind)")
  }
}

extension String {
  /// `report.pdf` of `https://a.example/files/report.pdf?x`.
  fileprivate var lastPathSegment: String? {
    let path = prefix { $0 != "?" && $0 != "#" }
    let segment = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    return segment.isEmpty ? nil : segment
  }
}
