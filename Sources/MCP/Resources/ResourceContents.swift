import JSON

/// What was read (`ResourceContents`).
package struct ResourceContents: Sendable, Hashable {
  package enum Body: Sendable, Hashable {
    case text(String)
    /// Standard base64, padded, in one line.
    case blob(String)
  }

  package let uri: String
  package var mimeType: String?
  package let body: Body

  package init(uri: String, mimeType: String? = nil, _ body: Body) {
    self.uri = uri
    self.mimeType = mimeType
    self.body = body
  }

  /// In every version.
  var json: JSONObject {
    var json: JSONObject = ["uri": .string(uri)]
    json["mimeType"] = mimeType.map(JSONValue.string)
    switch body {
    case .text(let text): json["text"] = .string(text)
    case .blob(let base64): json["blob"] = .string(base64)
    }
    return json
  }
}
