extension JSONValue {
  /// The same with every name of a member and everything that is no array and no object as the functions have it. Of
  /// members that come to have one name, the last value counts.
  ///
  /// - Parameters:
  ///   - names: Returns nil for a member that is to go.
  ///   - leaves: What becomes of strings, numbers, booleans and null.
  package func mapping(
    names: (String) -> String?, leaves: (JSONValue) -> JSONValue
  ) -> JSONValue {
    switch self {
    case .object(let object): .object(object.mapping(names: names, leaves: leaves))
    case .array(let elements): .array(elements.map { $0.mapping(names: names, leaves: leaves) })
    case .string, .number, .bool, .null: leaves(self)
    }
  }
}

extension JSONObject {
  /// The same for an object.
  package func mapping(
    names: (String) -> String?, leaves: (JSONValue) -> JSONValue
  ) -> JSONObject {
    JSONObject(
      members.compactMap { member in
        names(member.name).map { Member(name: $0, value: member.value.mapping(names: names, leaves: leaves)) }
      })
  }
}
