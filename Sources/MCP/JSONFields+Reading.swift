import JSON

extension JSONFields {
  /// The members of the object called `name`.
  func fields(_ name: String) throws(JSONMismatch) -> JSONFields {
    let object: JSONObject = try required(name)
    return JSONFields(object, at: path(to: name))
  }

  /// The members of the object called `name`, all strings; none when it is absent.
  func words(_ name: String) throws(JSONMismatch) -> [String: String] {
    guard self[name] != nil else { return [:] }
    let fields = try fields(name)
    var words: [String: String] = [:]
    for member in fields.object { words[member.name] = try fields.required(member.name) }
    return words
  }
}
