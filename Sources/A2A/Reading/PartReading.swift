import JSON

extension Part {
  /// Reads a part of any version by its shape: 1.0's bare members, 0.x's `kind` and `type`, a bare string.
  ///
  /// - Returns: nil for what is no part at all; the rest of the message is still worth reading.
  init?(wire json: JSONValue) {
    if case .string(let text) = json {
      self.init(.text(text))
      return
    }
    let json = json.first("root") ?? json  // a2a-sdk 0.x leaks its union's wrapper.
    guard json.object != nil, let content = Content(wire: json) else { return nil }
    let file = json.first("file")
    self.init(
      content,
      filename: (json.first("filename") ?? file?.first("name", "filename"))?.filledString,
      mediaType: (json.first("mediaType", "media_type", "mimeType")
        ?? file?.first("mimeType", "mime_type", "mediaType"))?.filledString,
      metadata: json.first("metadata")?.object)
  }
}

extension Part.Content {
  /// The first member that holds something decides; `kind` says nothing that the members do not.
  ///
  /// A member that is empty is the weakest sign: protobuf writers list unset ones so.
  fileprivate init?(wire json: JSONValue) {
    if let text = json.first("text")?.string, !text.isEmpty {
      self = .text(text)
    } else if let bytes = json.first("raw")?.filledString {
      self = .raw(bytes)
    } else if let url = json.first("url")?.filledString {
      self = .url(url)
    } else if let file = json.first("file") {
      guard let content = Self(file: file) else { return nil }
      self = content
    } else if let data = json.first("data") {
      self = .data(data)
    } else if json.first("text") != nil {
      self = .text("")
    } else if json["data"]?.isNull == true {
      self = .data(.null)
    } else {
      return nil
    }
  }

  /// A 0.x file: bytes or an address.
  private init?(file: JSONValue) {
    if let bytes = file.first("bytes", "fileWithBytes", "file_with_bytes")?.string {
      self = .raw(bytes)
    } else if let url = file.first("uri", "url", "fileWithUri", "file_with_uri")?.filledString {
      self = .url(url)
    } else {
      return nil
    }
  }
}
