import A2A
import JSON
import MCP

extension ToolResult {
  /// The most bytes of data, so that it fits into a message beside its text.
  static let maxStructure = 1 << 20

  /// The result of a tool that promises data of `schema`: with the data that came of `outcome`, or as an error that
  /// says why there is none. Hosts throw away a result without it.
  func promising(_ schema: OutputSchema, _ outcome: CallOutcome) -> ToolResult {
    if isError { return self }
    switch outcome.structure(schema) {
    case .data(let data):
      let bytes = JSONValue.object(data).text.utf8.count
      guard bytes <= Self.maxStructure else {
        return failing(
          "\(OwnLine.lacksData): it has \(bytes) bytes; at most \(Self.maxStructure) can be handed over."
        )
      }
      var result = self
      result.structuredContent = data
      return result
    case .none(let reason):
      return failing("\(OwnLine.isUnfinished): \(reason).")
    }
  }

  /// The same as an error, with `words` before all else.
  private func failing(_ words: String) -> ToolResult {
    var result = self
    result.isError = true
    if case .text(let text) = content.first {
      result.content[0] = .text("\(words)\n\n\(text)")
    } else {
      result.content.insert(.text(words), at: 0)
    }
    return result
  }
}

/// What an outcome holds for a program.
private enum Structure {
  case data(JSONObject)
  case none(reason: String)
}

extension CallOutcome {
  fileprivate func structure(_ schema: OutputSchema) -> Structure {
    switch self {
    case .answered(let message): Self.structure([Artifact(message)], schema)
    case .stopped(let task):
      switch task.state {
      case .inputRequired: .none(reason: "the agent asks something first")
      case .authRequired: .none(reason: "the agent wants a sign-in first")
      case .completed, .other, .submitted, .working: Self.structure(task.answer, schema)
      case .failed, .rejected, .canceled: .none(reason: "the task has ended as \(task.state.name)")
      }
    case .working:
      .none(reason: "the agent is still working, and this tool promises data that is not there yet")
    case .lost: .none(reason: "contact to the agent was lost")
    }
  }

  /// The first data that is an object, else a text that is one.
  private static func structure(_ artifacts: [Artifact], _ schema: OutputSchema) -> Structure {
    let data =
      artifacts.flatMap(\.parts).lazy.compactMap(\.data).first ?? artifacts.lazy.compactMap(\.data).first
    guard let data = data?.disarmed else {
      return .none(reason: "this tool promises data, and the agent's answer holds no JSON object")
    }
    if let problem = schema.problem(with: data) {
      return .none(
        reason: "the agent's data is not what \"outputSchemas\" in bridge.json promises: \(problem)")
    }
    return .data(data)
  }
}

extension JSONObject {
  /// The same without what could deceive a reader or pass for a trailer, in names and values.
  fileprivate var disarmed: JSONObject {
    mapping(
      names: Self.disarmed,
      leaves: { if case .string(let text) = $0 { .string(Self.disarmed(text)) } else { $0 } })
  }

  private static func disarmed(_ text: String) -> String { Trailer.disarm(CleanText.block(text)) }
}

extension Part {
  fileprivate var data: JSONObject? {
    if case .data(let data) = content { data.object } else { nil }
  }
}

extension Artifact {
  /// The largest text that is tried as JSON, in bytes.
  fileprivate static let maxText = 2 << 20

  /// The object that the whole text is.
  fileprivate var data: JSONObject? {
    let text = parts.compactMap(\.text).joined(separator: isChunked ? "" : "\n")
    guard text.utf8.count <= Self.maxText, text.contains("{") else { return nil }
    return (try? JSONValue(parsing: Array(text.utf8)))?.object
  }
}
