package import JSON

extension Elicitation {
  /// The method that asks it.
  static let method = "elicitation/create"

  /// The params of `elicitation/create`.
  ///
  /// - Parameter id: what tells a page from others of this server; only 2025-11-25 says it.
  func params(for version: ProtocolVersion, id: String) -> JSONObject {
    var params: JSONObject = [:]
    if version.hasElicitationModes { params["mode"] = mode }
    switch self {
    case .form(let message, let form):
      params["message"] = .string(message)
      params["requestedSchema"] = .object(form.requestedSchema(for: version))
    case .page(let message, let url):
      params["message"] = .string(message)
      params["url"] = .string(url)
      if version.hasElicitationIDs { params["elicitationId"] = .string(id) }
    }
    return params
  }

  private var mode: JSONValue {
    switch self {
    case .form: "form"
    case .page: "url"
    }
  }
}

extension ToolQuestion {
  /// What a modern result asks (`InputRequests`).
  func inputRequests(for version: ProtocolVersion) -> JSONObject {
    let params = elicitation.params(for: version, id: key)
    return [key: ["method": .string(Elicitation.method), "params": .object(params)]]
  }
}

extension Elicitation.Answer: JSONReadable {
  /// Bytes of what a user filled in.
  package static let mostBytes = 64 << 10

  /// Reads an `ElicitResult`.
  package init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    let result = try JSONFields(json, at: path)
    let action: String = try result.required("action")
    switch action {
    case "accept": self = .accept(try Self.content(of: result))
    case "decline": self = .decline
    case "cancel": self = .cancel
    default: throw result.mismatch("action", expected: "\"accept\", \"decline\" or \"cancel\"")
    }
  }

  private static func content(of result: JSONFields) throws(JSONMismatch) -> JSONObject {
    let content: JSONObject = try result.optional("content") ?? [:]
    guard content.serialized().count <= mostBytes else {
      throw result.mismatch("content", expected: "at most \(mostBytes) bytes")
    }
    var filled: JSONObject = [:]
    // A null is a field left empty.
    for member in content where !member.value.isNull {
      guard member.value.isFieldValue else {
        let path = result.path(to: "content").appending(name: member.name)
        throw JSONMismatch(at: path, expected: "a primitive or strings", found: member.value)
      }
      filled[member.name] = member.value
    }
    return filled
  }
}

extension JSONValue {
  fileprivate var isFieldValue: Bool {
    switch self {
    case .string, .number, .bool: true
    case .array(let elements): elements.allSatisfy { $0.string != nil }
    case .null, .object: false
    }
  }
}
