package import HTTP

/// Which interface of a card is used, and why the others are not (A2A 1.0 §8.3.2).
package struct InterfaceChoice: Sendable {
  package struct Candidate: Sendable, Hashable {
    package let interface: AgentInterface
    /// Where the interface is really reached; nil when it is not used.
    package let url: WebURL?
    /// Why it is used or not.
    package let reason: String
  }

  /// All interfaces of the card in its order.
  package let candidates: [Candidate]

  /// The first that can be used.
  package var chosen: (interface: AgentInterface, url: WebURL)? {
    for case let candidate in candidates {
      if let url = candidate.url { return (candidate.interface, url) }
    }
    return nil
  }

  /// - Parameters:
  ///   - source: Where the card was found: the anchor for relative and local addresses.
  ///   - allowed: The origins that the user trusts with this agent's credentials.
  package init(of card: AgentCard, from source: WebURL, allowed: Set<Origin>) {
    candidates = card.interfaces.map { Candidate($0, from: source, allowed: allowed) }
  }
}

extension InterfaceChoice.Candidate {
  fileprivate init(_ interface: AgentInterface, from source: WebURL, allowed: Set<Origin>) {
    self.interface = interface
    guard interface.binding == .jsonRPC else {
      url = nil
      reason = "the bridge does not speak \(interface.binding.name) yet"
      return
    }
    guard interface.isKnownVersion else {
      url = nil
      reason = "the bridge does not speak A2A \(interface.protocolVersion ?? "")"
      return
    }
    guard let resolved = try? source.resolving(interface.url) else {
      url = nil
      reason = "its address is not one of http or https"
      return
    }
    if resolved.origin == source.origin || allowed.contains(resolved.origin) {
      url = resolved
      reason = "first that the bridge speaks"
    } else if resolved.isLoopback || resolved.isUnspecified {
      // Cards say `localhost` or `0.0.0.0` when the agent does not know its own address; who found the card does.
      url = resolved.replacing(origin: source.origin)
      reason = "first that the bridge speaks; its local address is taken to mean the card's origin"
    } else {
      url = nil
      reason = "it is at another origin, \(resolved.origin), which is not in \"allowedOrigins\""
    }
  }
}

extension AgentInterface {
  /// The dialects worth trying, best guess first; empty when the version is none the bridge speaks.
  package var dialects: [any Dialect] {
    guard let version = protocolVersion else { return [V10Dialect(), V03Dialect()] }
    if version.hasPrefix("1") { return [V10Dialect(), V03Dialect()] }
    if version.hasPrefix("0.2") || version.hasPrefix("0.3") { return [V03Dialect(), V10Dialect()] }
    return []
  }

  fileprivate var isKnownVersion: Bool { !dialects.isEmpty }
}

extension WebURL {
  /// True for the address that means "any": a place to listen at, none to connect to.
  fileprivate var isUnspecified: Bool { host == "0.0.0.0" || host == "[::]" }
}
