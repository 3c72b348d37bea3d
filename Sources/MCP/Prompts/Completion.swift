import JSON

/// How what the user has typed may go on (`CompleteResult`).
struct Completion {
  /// The most that a result may hold, in every version.
  static let maximum = 100

  let values: [String]

  /// The likeliest, and how many there are.
  var json: JSONObject {
    let shown = values.prefix(Self.maximum)
    return [
      "completion": [
        "values": .array(shown.map(JSONValue.string)), "total": JSONValue(values.count),
        "hasMore": .bool(shown.count < values.count),
      ]
    ]
  }
}
