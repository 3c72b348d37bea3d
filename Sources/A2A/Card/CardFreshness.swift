package import HTTP

/// How long a card may be taken for what its agent still is (RFC 9111, A2A 1.0 §8.6).
package struct CardFreshness: Sendable, Hashable {
  /// How soon the card is asked for again at the earliest, whatever its server says.
  package static let shortest = Duration.seconds(60)
  /// How late at the latest.
  package static let longest = Duration.seconds(24 * 3_600)
  /// How long a card lasts whose server says nothing.
  package static let standard = CardFreshness(lifetime: .seconds(300))

  /// How long after the answer the card is to be asked for again.
  package let lifetime: Duration
  /// False for a card that must not outlive this process.
  package let mayBeKept: Bool

  package init(lifetime: Duration, mayBeKept: Bool = true) {
    self.lifetime = min(max(lifetime, Self.shortest), Self.longest)
    self.mayBeKept = mayBeKept
  }

  /// What the fields of an answer say.
  package init(_ fields: HTTPFields) {
    let directives = fields.filter { $0.name.lowercased() == "cache-control" }
      .flatMap { $0.value.split(separator: ",").map(Directive.init) }
    func has(_ name: String) -> Bool { directives.contains { $0.name == name } }
    let mayBeKept = !has("no-store")
    guard !has("no-store"), !has("no-cache") else {
      self.init(lifetime: .zero, mayBeKept: mayBeKept)
      return
    }
    guard let maximum = directives.first(where: { $0.name == "max-age" }) else {
      self.init(lifetime: Self.standard.lifetime)
      return
    }
    let age = fields["Age"].flatMap(Self.seconds) ?? 0
    // What can't be read counts as stale (RFC 9111 §4.2.1).
    self.init(lifetime: .seconds((maximum.value.flatMap(Self.seconds) ?? 0) - age))
  }

  /// One directive of `Cache-Control`: `max-age=60`, `no-cache`.
  private struct Directive {
    let name: String
    let value: String?

    init(_ text: Substring) {
      let pair = text.split(separator: "=", maxSplits: 1)
      name = pair.first?.trimmingSpace.lowercased() ?? ""
      value = pair.count > 1 ? pair[1].trimmingSpace.filter { $0 != "\"" } : nil
    }
  }

  /// A number of seconds without a sign; more than fits is as much as counts.
  private static func seconds(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    return min(Int(text) ?? .max, Int(longest.components.seconds) * 1_000)
  }
}

extension Substring {
  fileprivate var trimmingSpace: String {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
