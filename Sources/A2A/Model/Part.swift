package import JSON

/// One piece of a message or an artifact (A2A 1.0 §4.1.6).
package struct Part: Sendable, Hashable {
  /// What the piece carries.
  package enum Content: Sendable, Hashable {
    case text(String)
    /// A file's bytes, in base64 as they came: decoding and encoding again would only cost.
    case raw(String)
    case url(String)
    case data(JSONValue)
  }

  package var content: Content
  package var filename: String?
  package var mediaType: String?
  package var metadata: JSONObject?

  package init(
    _ content: Content, filename: String? = nil, mediaType: String? = nil, metadata: JSONObject? = nil
  ) {
    self.content = content
    self.filename = filename
    self.mediaType = mediaType
    self.metadata = metadata
  }

  /// The text of a text part, nil for every other kind.
  package var text: String? {
    if case .text(let text) = content { text } else { nil }
  }
}
