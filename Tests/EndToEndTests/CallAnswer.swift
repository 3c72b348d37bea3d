import JSON

/// The result of a tool call as a host reads it.
struct CallAnswer {
  let json: JSONValue

  init(_ json: JSONValue) { self.json = json }

  var isError: Bool { json["isError"]?.bool ?? false }

  /// The text blocks, as a model reads them.
  var text: String {
    (json["content"]?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n\n")
  }

  /// The text without the line in which the bridge says whose it is.
  var body: String { text.split(separator: "\n\n[a2a ").dropLast().joined(separator: "\n\n[a2a ") }

  /// The last line.
  var trailer: String { text.split(separator: "\n").last.map(String.init) ?? "" }

  /// The blocks of pictures.
  var images: [JSONValue] { (json["content"]?.array ?? []).filter { $0["type"] == "image" } }

  /// What programs read of the call: `state`, `taskId`, …
  subscript(name: String) -> String? { json["_meta"]?["a2a-bridge/a2a"]?[name]?.string }

  var state: String? { self["state"] }
}
