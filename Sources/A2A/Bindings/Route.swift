package import HTTP

/// One way to an agent: an interface of its card, the address where that is really reached, and what is spoken there.
package struct Route: Sendable, Hashable {
  package let url: WebURL
  package let tenant: String?
  package let speech: Speech

  package init(url: WebURL, tenant: String? = nil, speech: Speech) {
    self.url = url
    self.tenant = tenant
    self.speech = speech
  }

  /// True for ways that lead to the same door.
  package func leadsTo(_ other: Route) -> Bool { url == other.url && speech.binding == other.speech.binding }
}

extension Route: CustomStringConvertible {
  /// `JSONRPC 1.0 at https://agent.example.com/a2a`
  package var description: String { "\(speech.rawValue) at \(url.redacted)" }
}
