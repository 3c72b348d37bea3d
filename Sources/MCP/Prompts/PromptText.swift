import JSON

/// What a prompt comes to with its arguments (`GetPromptResult`): one message of the user's.
package struct PromptText: Sendable, Hashable {
  package var description: String?
  package let text: String

  package init(_ text: String, description: String? = nil) {
    self.text = text
    self.description = description
  }

  /// The members of a `GetPromptResult`, in every version.
  var json: JSONObject {
    var json: JSONObject = [:]
    json["description"] = description.map(JSONValue.string)
    json["messages"] = [["role": "user", "content": ["type": "text", "text": .string(text)]]]
    return json
  }
}
