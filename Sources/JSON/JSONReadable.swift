/// A type that reads itself from a JSON value.
package protocol JSONReadable {
  /// Reads `json`, which stands at `path`.
  ///
  /// - Throws: ``JSONMismatch`` with the path to the part that does not fit.
  init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch)
}

extension JSONValue: JSONReadable {
  package init(_ json: JSONValue, at path: JSONPath) {
    self = json
  }
}

extension String: JSONReadable {
  package init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    guard let string = json.string else { throw JSONMismatch(at: path, expected: "a string", found: json) }
    self = string
  }
}

extension Bool: JSONReadable {
  package init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    guard let bool = json.bool else { throw JSONMismatch(at: path, expected: "a boolean", found: json) }
    self = bool
  }
}

extension Int: JSONReadable {
  /// Any spelling of an exact integer is taken: some peers write `1.0`.
  package init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    guard let int = json.int else { throw JSONMismatch(at: path, expected: "an integer", found: json) }
    self = int
  }
}

extension Double: JSONReadable {
  package init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    guard let double = json.double else { throw JSONMismatch(at: path, expected: "a number", found: json) }
    self = double
  }
}

extension JSONNumber: JSONReadable {
  package init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    guard case .number(let number) = json else {
      throw JSONMismatch(at: path, expected: "a number", found: json)
    }
    self = number
  }
}

extension JSONObject: JSONReadable {
  package init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    guard let object = json.object else { throw JSONMismatch(at: path, expected: "an object", found: json) }
    self = object
  }
}

extension Array: JSONReadable where Element: JSONReadable {
  package init(_ json: JSONValue, at path: JSONPath) throws(JSONMismatch) {
    guard let array = json.array else { throw JSONMismatch(at: path, expected: "an array", found: json) }
    self = []
    reserveCapacity(array.count)
    for (index, element) in array.enumerated() {
      append(try Element(element, at: path.appending(index: index)))
    }
  }
}
