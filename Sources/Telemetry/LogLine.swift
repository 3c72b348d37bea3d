package import Logging

/// One line of a log, written for people or for programs, and never longer than ``maximumBytes``.
package struct LogLine: Sendable {
  /// The most bytes a line has with its newline: `PIPE_BUF` of Linux, so that a line is one indivisible write on a pipe
  /// that several processes share, and fits whenever `poll` reports room.
  package static let maximumBytes = 4_096
  /// The most bytes of the message, escaped.
  package static let maximumMessageBytes = 2_048
  /// The most bytes of one metadata value, escaped.
  package static let maximumValueBytes = 512
  /// The most bytes of one metadata key, escaped.
  package static let maximumKeyBytes = 64
  /// How deep arrays and dictionaries in metadata are shown.
  package static let maximumDepth = 4

  private let isJSON: Bool
  private let redaction: Redaction
  private var bytes: [UInt8] = []

  /// A line with its time, level and message.
  package init(
    _ message: String, level: Logger.Level, at time: Timestamp, asJSON isJSON: Bool, redaction: Redaction
  ) {
    self.isJSON = isJSON
    self.redaction = redaction
    bytes.reserveCapacity(512)
    if isJSON {
      bytes.append(contentsOf: "{\"ts\":\"\(time)\",\"level\":\"\(level.rawValue)\",\"msg\":\"".utf8)
      append(message, style: .json, limit: Self.maximumMessageBytes)
      bytes.append(UInt8(ascii: "\""))
    } else {
      bytes.append(contentsOf: "\(time) \(level.rawValue) ".utf8)
      append(message, style: .plain, limit: Self.maximumMessageBytes)
    }
  }

  /// Appends the metadata, well-known keys first, then by name. What has no room is left out, and the line says so.
  package mutating func append(_ metadata: Logger.Metadata) {
    let names = LogKey.allCases.map(\.rawValue)
    let rest = metadata.keys.filter { !names.contains($0) }.sorted()
    for key in names + rest {
      guard let value = metadata[key] else { continue }
      let end = bytes.count
      append(key, value)
      if bytes.count > Self.maximumBytes - Self.reservedBytes {
        bytes.removeSubrange(end...)
        bytes.append(contentsOf: isJSON ? ",\"truncated\":true".utf8 : " …".utf8)
        return
      }
    }
  }

  /// The whole line with its newline.
  package var finished: [UInt8] { bytes + (isJSON ? Array("}\n".utf8) : [UInt8(ascii: "\n")]) }

  /// Room for the note that something was left out, and the end of the line.
  private static let reservedBytes = 32
  private static let reservedKeys: Set = ["ts", "level", "msg", "truncated"]

  private mutating func append(_ key: String, _ value: Logger.MetadataValue) {
    // A key of the line itself stays the line's: a duplicate member would let metadata pass for the message.
    let name = Self.reservedKeys.contains(key) ? "_" + key : key
    let isSensitive = Redaction.isSensitive(name: key)
    if isJSON {
      bytes.append(contentsOf: ",\"".utf8)
      append(name, style: .json, limit: Self.maximumKeyBytes)
      bytes.append(contentsOf: "\":".utf8)
    } else {
      bytes.append(UInt8(ascii: " "))
      let clean = Self.bareKey(redaction.redacting(name, limit: Self.maximumKeyBytes + 1))
      append(clean, style: .plain, limit: Self.maximumKeyBytes)
      bytes.append(UInt8(ascii: "="))
    }
    if !isSensitive, isJSON, let literal = Self.literal(value) {
      bytes.append(contentsOf: literal.utf8)
    } else {
      appendValue(isSensitive ? Secret.mark : Self.text(of: value, depth: 0))
    }
  }

  private mutating func appendValue(_ text: String) {
    let isBare = !isJSON && !text.isEmpty && text.utf8.allSatisfy(Self.isBareByte)
    if !isBare { bytes.append(UInt8(ascii: "\"")) }
    append(text, style: isJSON ? .json : isBare ? .plain : .quoted, limit: Self.maximumValueBytes)
    if !isBare { bytes.append(UInt8(ascii: "\"")) }
  }

  private mutating func append(_ text: String, style: EscapedText.Style, limit: Int) {
    // Nothing past the limit can be shown, so nothing past it is searched either.
    EscapedText.append(redaction.redacting(text, limit: limit + 1), style: style, limit: limit, to: &bytes)
  }

  private static func isBareByte(_ byte: UInt8) -> Bool {
    (0x21...0x7E).contains(byte)
      && ![UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "=")].contains(byte)
  }

  /// Spaces, `=` and quotes in a key would make `key=value` ambiguous.
  private static func bareKey(_ key: String) -> String {
    String(key.map { " =\"\\".contains($0) ? "_" : $0 })
  }

  /// The spelling of a value that JSON has a type for.
  private static func literal(_ value: Logger.MetadataValue) -> String? {
    guard case .stringConvertible(let value) = value else { return nil }
    if let flag = value as? Bool { return String(flag) }
    return (value as? any BinaryInteger).map { String($0) }
  }

  private static func text(of value: Logger.MetadataValue, depth: Int) -> String {
    switch value {
    case .string(let text): return text
    case .stringConvertible(let value): return value.description
    case .array(let values):
      guard depth < maximumDepth else { return "[…]" }
      return "[" + values.map { text(of: $0, depth: depth + 1) }.joined(separator: ", ") + "]"
    case .dictionary(let members):
      guard depth < maximumDepth else { return "{…}" }
      let shown = members.sorted { $0.key < $1.key }.map { key, value in
        "\(key): \(Redaction.isSensitive(name: key) ? Secret.mark : text(of: value, depth: depth + 1))"
      }
      return "{" + shown.joined(separator: ", ") + "}"
    }
  }
}
