import A2A
import Encodings
import JSON
import MCP

extension ResourceContents {
  /// An artifact as it came, a part each; pieces of one text are put together.
  static func parts(of artifact: Artifact, uri: String) -> [ResourceContents] {
    var parts: [Part] = []
    for part in artifact.parts {
      if artifact.isChunked, let last = parts.last, let joined = last.joined(with: part) {
        parts[parts.count - 1] = joined
      } else {
        parts.append(part)
      }
    }
    let contents = parts.map { ResourceContents($0, uri: uri) }
    return contents.isEmpty ? [ResourceContents(uri: uri, mimeType: "text/plain", .text(""))] : contents
  }

  private init(_ part: Part, uri: String) {
    let mimeType = part.mediaType.flatMap(Self.mimeType)
    switch part.content {
    case .text(let text):
      self.init(uri: uri, mimeType: mimeType ?? "text/plain", .text(CleanText.block(text)))
    case .data(let data):
      self.init(uri: uri, mimeType: mimeType ?? "application/json", .text(CleanText.json(data.text)))
    case .url(let url):
      self.init(uri: uri, mimeType: "text/uri-list", .text(CleanText.name(url, limit: Self.maxURL)))
    case .raw(let raw):
      if let bytes = Base64(raw) {
        self.init(uri: uri, mimeType: mimeType ?? "application/octet-stream", .blob(bytes.text))
      } else {
        self.init(uri: uri, mimeType: "text/plain", .text("[a file whose content is not valid base64]"))
      }
    }
  }

  private static let maxURL = 8_192
  private static let maxMimeType = 200

  /// A media type as it may be passed on; nil for what is none (RFC 9110 §8.3.1).
  private static func mimeType(_ word: String) -> String? {
    let isPlain = word.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
    let type = word.prefix { $0 != ";" }.split(separator: "/", omittingEmptySubsequences: false)
    let isType = type.count == 2 && type.allSatisfy { !$0.isEmpty && !$0.contains(" ") }
    return isPlain && isType && word.utf8.count <= maxMimeType ? word : nil
  }

  /// Roughly what stands around the contents in a message.
  private static let frameBytes = 64

  /// How many bytes the contents take, with what they are sent in.
  var byteCount: Int {
    let body =
      switch body {
      case .text(let text): text.utf8.count
      case .blob(let base64): base64.utf8.count
      }
    return body + uri.utf8.count + (mimeType?.utf8.count ?? 0) + Self.frameBytes
  }
}

extension Part {
  /// Two pieces of one text; nil when they are none.
  fileprivate func joined(with next: Part) -> Part? {
    guard let text, let more = next.text, mediaType == next.mediaType, filename == next.filename else {
      return nil
    }
    var joined = self
    joined.content = .text(text + more)
    return joined
  }
}
