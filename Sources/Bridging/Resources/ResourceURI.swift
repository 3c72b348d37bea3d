import HTTP

/// The URIs of what an agent has to be read: its card, its tasks, their artifacts.
///
/// `a2a://weather/card`, `a2a://weather/task/t-1`, `a2a://weather/task/t-1/artifact/a-1`; ids are percent-encoded.
struct ResourceURI: Sendable, Hashable {
  enum Place: Sendable, Hashable {
    case card
    case task(String)
    case artifact(String, ofTask: String)
  }

  var agent: String
  var place: Place

  init(_ agent: String, _ place: Place) {
    self.agent = agent
    self.place = place
  }

  /// How long a URI may be, in bytes.
  static let maxBytes = 8_192

  static let taskTemplate = "\(scheme){agent}/task/{taskId}"
  static let artifactTemplate = "\(taskTemplate)/artifact/{artifactId}"

  private static let scheme = "a2a://"

  /// - Returns: nil for whatever is not exactly one of the three.
  init?(_ text: String) {
    guard text.utf8.count <= Self.maxBytes, text.hasPrefix(Self.scheme) else { return nil }
    let words = text.dropFirst(Self.scheme.count).split(separator: "/", omittingEmptySubsequences: false)
    let names = words.compactMap { Self.decoded($0) }
    guard names.count == words.count, let agent = names.first else { return nil }
    switch (words.count, words.dropFirst().first, words.dropFirst(3).first) {
    case (2, "card", nil): self.init(agent, .card)
    case (3, "task", nil): self.init(agent, .task(names[2]))
    case (5, "task", "artifact"): self.init(agent, .artifact(names[4], ofTask: names[2]))
    default: return nil
    }
  }

  var text: String {
    let agent = Self.scheme + PercentEncoding.encode(agent)
    return switch place {
    case .card: "\(agent)/card"
    case .task(let id): "\(agent)/task/\(PercentEncoding.encode(id))"
    case .artifact(let id, let task):
      "\(agent)/task/\(PercentEncoding.encode(task))/artifact/\(PercentEncoding.encode(id))"
    }
  }

  /// What a segment of the path means; nil when it is empty, or no segment (RFC 3986 §3.3) of UTF-8.
  private static func decoded(_ segment: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = segment.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        guard mayStandInPath(byte) else { return nil }
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private static func mayStandInPath(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~!$&'()*+,;=:@".utf8.contains(byte)
    }
  }
}
