/// The members of an object on their way into a type, with the path their errors carry.
///
/// Members nobody asks for are ignored; an optional member that is null counts as absent.
package struct JSONFields: Sendable {
  package let object: JSONObject
  package let path: JSONPath

  /// The members of `value`, which stands at `path`.
  ///
  /// - Throws: ``JSONMismatch`` when it is not an object.
  package init(_ value: JSONValue, at path: JSONPath = .root) throws(JSONMismatch) {
    object = try JSONObject(value, at: path)
    self.path = path
  }

  package init(_ object: JSONObject, at path: JSONPath = .root) {
    self.object = object
    self.path = path
  }

  /// The member called `name`; nil when it is absent or null.
  package subscript(name: String) -> JSONValue? {
    guard let value = object[name], !value.isNull else { return nil }
    return value
  }

  /// The path to the member called `name`.
  package func path(to name: String) -> JSONPath {
    path.appending(name: name)
  }

  /// The member called `name`, read as a `T`.
  ///
  /// - Throws: ``JSONMismatch`` when it is missing or does not fit.
  package func required<T: JSONReadable>(_ name: String) throws(JSONMismatch) -> T {
    guard let value = object[name] else {
      throw JSONMismatch(path: path(to: name), expected: "a value", found: JSONMismatch.nothing)
    }
    return try T(value, at: path(to: name))
  }

  /// The member called `name`, read as a `T`; nil when it is absent or null.
  ///
  /// - Throws: ``JSONMismatch`` when it does not fit.
  package func optional<T: JSONReadable>(_ name: String) throws(JSONMismatch) -> T? {
    guard let value = self[name] else { return nil }
    return try T(value, at: path(to: name))
  }

  /// The error that the member called `name` is not `expected` ("a state", "one of …").
  package func mismatch(_ name: String, expected: String) -> JSONMismatch {
    JSONMismatch(at: path(to: name), expected: expected, found: object[name])
  }
}
