/// The media types of the files that people hand to agents, by the ends of their names.
enum MediaType {
  static let unknown = "application/octet-stream"

  /// The usual end of several for one type comes first.
  private static let known: KeyValuePairs = [
    "txt": "text/plain", "log": "text/plain", "md": "text/markdown", "csv": "text/csv",
    "html": "text/html", "htm": "text/html", "css": "text/css", "js": "text/javascript",
    "xml": "application/xml", "json": "application/json", "jsonl": "application/jsonl",
    "yaml": "application/yaml", "yml": "application/yaml", "toml": "application/toml",
    "swift": "text/plain", "py": "text/plain", "rs": "text/plain", "go": "text/plain", "c": "text/plain",
    "h": "text/plain", "cpp": "text/plain", "java": "text/plain", "ts": "text/plain", "sh": "text/plain",
    "pdf": "application/pdf", "rtf": "application/rtf", "zip": "application/zip", "gz": "application/gzip",
    "tar": "application/x-tar", "doc": "application/msword", "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "webp": "image/webp", "svg": "image/svg+xml", "bmp": "image/bmp", "tif": "image/tiff",
    "tiff": "image/tiff", "mp3": "audio/mpeg", "wav": "audio/wav", "ogg": "audio/ogg", "m4a": "audio/mp4",
    "mp4": "video/mp4", "webm": "video/webm", "mov": "video/quicktime",
  ]

  private static let byExtension = Dictionary(
    known.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  private static let extensions = Dictionary(
    known.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })

  /// How the name of a file of this type ends, with the dot; empty for types that are not known.
  static func ending(of type: String) -> String {
    extensions[type.prefix { $0 != ";" }.lowercased()].map { ".\($0)" } ?? ""
  }

  /// The type of a file with this name.
  static func ofFile(named name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return unknown }
    return byExtension[name[name.index(after: dot)...].lowercased()] ?? unknown
  }
}
