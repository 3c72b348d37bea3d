package import HTTP

/// The places where an agent's card may lie, best guess first (A2A 1.0 §8.2; older and odder ones after it).
package struct CardAddress: Sendable {
  /// What the user configured: an agent's base URL or its card's own.
  package let configured: WebURL
  package let candidates: [WebURL]

  /// 0.3's and 1.0's path, then 0.2's.
  private static let wellKnown = [".well-known/agent-card.json", ".well-known/agent.json"]

  package init(_ configured: WebURL) {
    self.configured = configured
    guard !configured.looksLikeDocument else {
      candidates = [configured]
      return
    }
    var candidates: [WebURL] = []
    // Beside and below the last segment: the SDKs disagree on what a base without a slash means.
    for base in [configured.path.withSlash, configured.path.withoutLastSegment] {
      for path in Self.wellKnown {
        guard let url = try? configured.resolving(base + path), !candidates.contains(url) else { continue }
        candidates.append(url)
      }
    }
    self.candidates = candidates + [configured]
  }
}

extension WebURL {
  /// True for an address that names a card itself.
  fileprivate var looksLikeDocument: Bool { path.hasSuffix(".json") || query != nil }
}

extension String {
  fileprivate var withSlash: String { hasSuffix("/") ? self : self + "/" }

  fileprivate var withoutLastSegment: String {
    String(self[...(lastIndex(of: "/") ?? startIndex)]).withSlash
  }
}
