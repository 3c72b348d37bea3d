internal import JSON

/// One piece of a message or an artifact (A2A 1.0 §4.1.6).
struct Part: Sendable, Equatable {
  enum Content: Sendable, Equatable {
    case text(String)
    case data(JSONValue)
    /// A file's bytes in base64, the form in which both versions carry them.
    case raw(base64: String)
    case url(String)
  }

  var content: Content
  var filename: String?
  var mediaType: String?
  var metadata: JSONObject?

  init(_ content: Content, filename: String? = nil, mediaType: String? = nil, metadata: JSONObject? = nil) {
    self.content = content
    self.filename = filename
    self.mediaType = mediaType
    self.metadata = metadata
  }

  static func text(_ text: String) -> Part { Part(.text(text)) }

  static func data(_ data: JSONValue) -> Part { Part(.data(data)) }

  /// Roughly what this part holds in memory, in bytes.
  var size: Int {
    switch content {
    case .text(let text), .raw(let text), .url(let text): text.utf8.count
    // Only this agent's own small tables and echoed requests, which the body limit bounds, get here.
    case .data(let data): data.text.utf8.count
    }
  }
}
