import Crypto
import Encodings
import JSON

/// One line of the audit file: an object whose last member is the digest of the rest, and whose last but one is that of
/// the line before it.
///
/// `hash` is the SHA-256 of the line without its last member, in hexadecimal digits:
/// `sed 's/,"hash":"[0-9a-f]*"}$/}/' | tr -d '\n' | sha256sum` says the same.
struct AuditLine: Sendable, Hashable {
  /// How long a line is at the most, without its end. Longer ones lose what is said in them, never that it was.
  static let maxBytes = 64 << 10
  /// What stands for the line before the first one.
  static let origin = Link(seq: 0, hash: String(repeating: "0", count: 64))

  /// Where in the chain a line is.
  struct Link: Sendable, Hashable {
    let seq: Int
    let hash: String
  }

  let link: Link
  /// The digest of the line before it, as this one says.
  let previous: String
  let event: String
  let object: JSONObject
  /// Whether the digest is that of the line.
  let isIntact: Bool

  /// Reads a line without its end.
  ///
  /// - Returns: nil for what is no line of an audit file.
  init?(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count <= Self.maxBytes, bytes.count > Self.endBytes,
      bytes[(bytes.count - Self.endBytes)...].starts(with: Self.endMark),
      let object = (try? JSONValue(parsing: bytes))?.object,
      let seq = object["seq"]?.int, let hash = object["hash"]?.string, let previous = object["prev"]?.string,
      let event = object["event"]?.string, (1..<Int.max).contains(seq)
    else { return nil }
    link = Link(seq: seq, hash: hash)
    self.previous = previous
    self.event = event
    self.object = object
    let open = bytes[..<(bytes.count - Self.endBytes)]
    isIntact = Self.digest(of: open) == hash && bytes == Self.closed(open, hash)
  }

  /// Writes the line that follows `link`, with its end.
  static func writing(_ members: [JSONObject.Member], after link: Link) -> (bytes: [UInt8], link: Link) {
    var object: JSONObject = ["seq": JSONValue(link.seq + 1)]
    for member in members { object[member.name] = member.value }
    object["prev"] = .string(link.hash)
    let open = bytes(of: object).dropLast()
    let hash = digest(of: open)
    return (closed(open, hash) + [UInt8(ascii: "\n")], Link(seq: link.seq + 1, hash: hash))
  }

  /// An object as it is written, in which no word of an agent's deceives whoever reads the file.
  static func bytes(of object: JSONObject) -> [UInt8] { Array(JSONValue.object(object).harmlessText.utf8) }

  /// The digest of an object whose closing brace is missing.
  private static func digest(of open: ArraySlice<UInt8>) -> String {
    var digest = SHA256()
    digest.update(data: open)
    digest.update(data: [UInt8(ascii: "}")])
    return digest.finalize().hexadecimal
  }

  private static func closed(_ open: ArraySlice<UInt8>, _ hash: String) -> [UInt8] {
    var bytes = Array(open)
    bytes += endMark
    bytes += hash.utf8
    bytes += "\"}".utf8
    return bytes
  }

  private static let endMark = Array(",\"hash\":\"".utf8)
  private static let endBytes = endMark.count + 64 + 2
}
