package import HTTP
import Telemetry

/// Which interfaces of a card are used, in which order, and why the others are not (A2A 1.0 §8.3.2).
package struct InterfaceChoice: Sendable {
  package struct Candidate: Sendable, Hashable {
    package let interface: AgentInterface
    /// The ways to it, best first; empty when it is not used.
    package let routes: [Route]
    /// Why it is used or not.
    package let reason: String
  }

  /// What the user has to say about it.
  package struct Wishes: Sendable, Hashable {
    /// The bindings to be used, in this order; empty means all, in the card's order.
    package var bindings: [AgentInterface.ProtocolBinding] = []
    /// The only dialect to be spoken; nil leaves it to the card.
    package var dialect: DialectName?

    package init(bindings: [AgentInterface.ProtocolBinding] = [], dialect: DialectName? = nil) {
      self.bindings = bindings
      self.dialect = dialect
    }
  }

  /// All interfaces of the card in its order.
  package let candidates: [Candidate]
  /// All ways to the agent, best first.
  package let routes: [Route]

  /// - Parameters:
  ///   - source: Where the card was found: the anchor for relative and local addresses.
  ///   - allowed: The origins that the user trusts with this agent's credentials.
  package init(of card: AgentCard, from source: WebURL, allowed: Set<Origin>, wishes: Wishes = Wishes()) {
    let candidates = card.interfaces.map {
      Candidate($0, hint: card.dialectHint, from: source, allowed: allowed, wishes: wishes)
    }
    self.candidates = candidates
    // The user's order, and the card's within it.
    let ordered =
      wishes.bindings.isEmpty
      ? candidates
      : wishes.bindings.flatMap { binding in candidates.filter { $0.interface.binding == binding } }
    routes = Array(ordered.flatMap(\.routes).prefix(Self.maxRoutes))
  }

  /// The most ways that are tried to reach one agent.
  package static let maxRoutes = 24
}

extension InterfaceChoice.Candidate {
  fileprivate init(
    _ interface: AgentInterface, hint: DialectName?, from source: WebURL, allowed: Set<Origin>,
    wishes: InterfaceChoice.Wishes
  ) {
    self.interface = interface
    let speeches = Speech.candidates(for: interface, hint: hint, forced: wishes.dialect)
    if let obstacle = Self.obstacle(to: interface, speeches, wishes) {
      (routes, reason) = ([], obstacle)
      return
    }
    let (urls, reason) = Self.places(of: interface, from: source, allowed: allowed)
    routes = urls.flatMap { url in speeches.map { Route(url: url, tenant: interface.tenant, speech: $0) } }
    self.reason = reason
  }

  /// Why the interface is of no use wherever it is.
  private static func obstacle(
    to interface: AgentInterface, _ speeches: [Speech], _ wishes: InterfaceChoice.Wishes
  ) -> String? {
    if !wishes.bindings.isEmpty, !wishes.bindings.contains(interface.binding) {
      return "\"protocol.bindings\" does not name \(shown(interface.binding.name))"
    }
    guard speeches.isEmpty else { return nil }
    if let dialect = wishes.dialect {
      return "there is no \(shown(interface.binding.name)) in the dialect \"\(dialect.rawValue)\""
    }
    if case .other(let name) = interface.binding { return "the bridge does not speak \(shown(name))" }
    return "the bridge does not speak A2A \(shown(interface.protocolVersion ?? ""))"
  }

  /// The card's words in a line of the bridge's.
  private static func shown(_ words: String) -> String {
    var line: [UInt8] = []
    EscapedText.append(words, style: .plain, limit: 60, to: &line)
    return String(decoding: line, as: UTF8.self)
  }

  /// Where the interface is really reached: nowhere, if it must not be.
  private static func places(
    of interface: AgentInterface, from source: WebURL, allowed: Set<Origin>
  ) -> (urls: [WebURL], reason: String) {
    let isGRPC = interface.binding == .grpc
    guard
      let resolved = isGRPC
        ? try? GRPCAddress.url(interface.url, from: source) : try? source.resolving(interface.url)
    else {
      return ([], "its address is not one of \(isGRPC ? "gRPC" : "http or https")")
    }
    if resolved.origin == source.origin || allowed.contains(resolved.origin) {
      return ([resolved], "its address is trusted")
    }
    // Cards say `localhost` or `0.0.0.0` when the agent does not know its own address; who found the card does. A port
    // of gRPC is one of its own, though.
    let isLocal = resolved.isLoopback || resolved.isUnspecified
    if isLocal, !isGRPC || resolved.origin.port == source.origin.port {
      return (
        [resolved.replacing(origin: source.origin)],
        "its local address, \(resolved.origin), is taken to mean the card's origin"
      )
    }
    return ([], "it is at another origin, \(resolved.origin), which is not in \"allowedOrigins\"")
  }
}

extension WebURL {
  /// True for the address that means "any": a place to listen at, none to connect to.
  package var isUnspecified: Bool { host == "0.0.0.0" || host == "[::]" }
}
