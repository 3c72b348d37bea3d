import JSON

/// A value of the document and where it stands.
struct SettingsField {
  let value: JSONValue
  let path: JSONPath
}

/// An object of the document, read by the keys it may have.
struct SettingsSection<Key: SettingsKey> {
  let object: JSONObject
  let path: JSONPath

  /// The member's value; nil when it is absent or null.
  subscript(key: Key) -> SettingsField? {
    guard let value = object[key.rawValue], !value.isNull else { return nil }
    return SettingsField(value: value, path: path.appending(name: key.rawValue))
  }
}
