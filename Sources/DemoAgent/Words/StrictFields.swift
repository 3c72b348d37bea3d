internal import JSON

extension JSONFields {
  /// Refuses members that the version does not know, because real agents do, and a mixture of two versions
  /// is the mistake that clients make.
  func allowOnly(_ names: Set<String>) throws(JSONMismatch) {
    for member in object where !names.contains(member.name) {
      throw mismatch(member.name, expected: "no such member")
    }
  }

  /// A string with something in it.
  func nonEmpty(_ name: String) throws(JSONMismatch) -> String {
    guard let string: String = try optionalNonEmpty(name) else { return try required(name) }
    return string
  }

  /// A string with something in it, or nil when there is none.
  func optionalNonEmpty(_ name: String) throws(JSONMismatch) -> String? {
    let string: String? = try optional(name)
    if string?.isEmpty == true {
      throw JSONMismatch(path: path(to: name), expected: "some text", found: "an empty string")
    }
    return string
  }

  /// A count of zero or more.
  func optionalCount(_ name: String) throws(JSONMismatch) -> Int? {
    let count: Int? = try optional(name)
    if let count, count < 0 {
      throw JSONMismatch(path: path(to: name), expected: "zero or more", found: String(count))
    }
    return count
  }

  /// A count within `range`.
  func optionalCount(_ name: String, in range: ClosedRange<Int>) throws(JSONMismatch) -> Int? {
    let count: Int? = try optional(name)
    if let count, !range.contains(count) {
      throw JSONMismatch(
        path: path(to: name), expected: "\(range.lowerBound) to \(range.upperBound)", found: String(count))
    }
    return count
  }

  /// What `read` makes of the string `name`; nil when there is none.
  func optional<Value>(
    _ name: String, as expected: String, _ read: (String) -> Value?
  ) throws(JSONMismatch) -> Value? {
    guard let text = try optionalNonEmpty(name) else { return nil }
    guard let value = read(text) else {
      throw JSONMismatch(path: path(to: name), expected: expected, found: "\"\(text)\"")
    }
    return value
  }

  /// An address that the agent may post to.
  func webhook(_ name: String) throws(JSONMismatch) -> WebhookURL {
    let expected = "an http URL on this machine"
    guard let url = try optional(name, as: expected, WebhookURL.init) else {
      throw mismatch(name, expected: expected)
    }
    return url
  }

  /// A string of base64.
  func base64(_ name: String) throws(JSONMismatch) -> String {
    let text: String = try required(name)
    guard Base64.decode(text) != nil else { throw mismatch(name, expected: "base64") }
    return text
  }

  /// The elements of the array `name`, each read by `read`.
  func elements<Element>(
    _ name: String, _ read: (JSONFields) throws(JSONMismatch) -> Element
  ) throws(JSONMismatch) -> [Element] {
    let values: [JSONValue] = try required(name)
    guard !values.isEmpty else {
      throw JSONMismatch(path: path(to: name), expected: "at least one element", found: "an empty array")
    }
    var elements: [Element] = []
    for (index, value) in values.enumerated() {
      elements.append(try read(try JSONFields(value, at: path(to: name).appending(index: index))))
    }
    return elements
  }

  /// The member `name` as an object of its own.
  func fields(_ name: String) throws(JSONMismatch) -> JSONFields? {
    guard let value = self[name] else { return nil }
    return try JSONFields(value, at: path(to: name))
  }

  /// Like ``fields(_:)``, for a member that must be there.
  func requiredFields(_ name: String) throws(JSONMismatch) -> JSONFields {
    JSONFields(try required(name) as JSONObject, at: path(to: name))
  }
}
