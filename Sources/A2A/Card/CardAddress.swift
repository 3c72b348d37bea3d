package import HTTP

/// The places where an agent's card may lie, best guess first (A2A 1.0 §8.2; older and odder ones after it).
package struct CardAddress: Sendable {
  /// What the user configured: an agent's base URL or its card's own.
  package let configured: WebURL
  package let candidates: [WebURL]

  /// 0.3's and 1.0's path, then 0.2's.
  private static let wellKnown = [".well-known/agent-card.json", ".well-known/agent.json"]
  /// Where agents were seen to have their cards all the same.
  private static let odd = ["agent-card", "agent.json", "v1/card", "a2a/v1/card"]

  package init(_ configured: WebURL) {
    self.configured = configured
    guard !configured.path.hasSuffix(".json") else {
      candidates = [configured]
      return
    }
    // Beside and below the last segment: the SDKs disagree on what a base without a slash means.
    let bases = [configured.path.withSlash, configured.path.withoutLastSegment]
    let wellKnown = configured.places(Self.wellKnown, below: bases)
    let odd = configured.places(Self.odd, below: bases)
    let all = configured.mayBeCard ? [configured] + wellKnown + odd : wellKnown + [configured] + odd
    var known: Set<WebURL> = []
    candidates = all.filter { known.insert($0).inserted }
  }
}

extension WebURL {
  /// True for an address that probably names a card itself.
  fileprivate var mayBeCard: Bool {
    query != nil || path.hasSuffix("/card") || path.lowercased().hasSuffix("agent-card")
      || path.lowercased().hasSuffix("agentcard")
  }

  /// `paths` below each of `bases`. A query says which agent is meant, so it goes along.
  fileprivate func places(_ paths: [String], below bases: [String]) -> [WebURL] {
    let query = query.map { "?\($0)" } ?? ""
    return bases.flatMap { base in paths.compactMap { try? resolving(base + $0 + query) } }
  }
}

extension String {
  fileprivate var withSlash: String { hasSuffix("/") ? self : self + "/" }

  fileprivate var withoutLastSegment: String {
    String(self[...(lastIndex(of: "/") ?? startIndex)]).withSlash
  }
}
