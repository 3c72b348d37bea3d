/// What can be spoken at an interface: a protocol binding in the words of one version or guide.
///
/// The raw value is what users read, and what is kept with the card.
package enum Speech: String, Sendable, Hashable, CaseIterable {
  case jsonRPC10 = "JSONRPC 1.0"
  case jsonRPC03 = "JSONRPC 0.3"
  // Before the one without paths: who has paths answers anything else with a failure that proves nothing.
  case jsonRPC01Paths = "JSONRPC 0.1 with a path for each method"
  case jsonRPC01 = "JSONRPC 0.1"
  case jsonRPCGuide = "JSONRPC guide"
  case rest10 = "HTTP+JSON 1.0"
  case rest03 = "HTTP+JSON 0.3"
  case restGuide = "HTTP+JSON guide"
  case objective = "HTTP+JSON objective"
  case grpc10 = "GRPC 1.0"
  case grpc03 = "GRPC 0.3"
}

/// A version of A2A, or one of the looser ways of speaking that guides teach.
package enum DialectName: String, Sendable, Hashable, CaseIterable {
  case v10 = "1.0"
  case v03 = "0.3"
  case v01 = "0.1"
  case guide
  case objective
}

extension Speech {
  package var dialect: DialectName {
    switch self {
    case .jsonRPC10, .rest10, .grpc10: .v10
    case .jsonRPC03, .rest03, .grpc03: .v03
    case .jsonRPC01, .jsonRPC01Paths: .v01
    case .jsonRPCGuide, .restGuide: .guide
    case .objective: .objective
    }
  }

  package var binding: AgentInterface.ProtocolBinding {
    switch self {
    case .jsonRPC10, .jsonRPC03, .jsonRPC01, .jsonRPC01Paths, .jsonRPCGuide: .jsonRPC
    case .rest10, .rest03, .restGuide, .objective: .httpJSON
    case .grpc10, .grpc03: .grpc
    }
  }

  /// Speaks so at `endpoint`.
  package func binding(at endpoint: AgentEndpoint) -> any AgentBinding {
    switch self {
    case .jsonRPC10: JSONRPCBinding(endpoint, dialect: V10JSONRPC())
    case .jsonRPC03: JSONRPCBinding(endpoint, dialect: V03JSONRPC())
    case .jsonRPC01: JSONRPCBinding(endpoint, dialect: V01JSONRPC())
    case .jsonRPC01Paths: JSONRPCBinding(endpoint, dialect: V01JSONRPC(hasPathPerMethod: true))
    case .jsonRPCGuide: JSONRPCBinding(endpoint, dialect: GuideJSONRPC())
    case .rest10: RESTBinding(endpoint, dialect: V10REST())
    case .rest03: RESTBinding(endpoint, dialect: V03REST())
    case .restGuide: RESTBinding(endpoint, dialect: GuideREST())
    case .objective: RESTBinding(endpoint, dialect: ObjectiveREST())
    case .grpc10: GRPCBinding(endpoint, dialect: V10GRPC())
    case .grpc03: GRPCBinding(endpoint, dialect: V03GRPC())
    }
  }

  /// What is worth trying at `interface`, best guess first; empty when the bridge speaks none of it.
  ///
  /// - Parameters:
  ///   - hint: What the card's looks say, where it names no version.
  ///   - forced: The only dialect that the user allows; nil for all.
  package static func candidates(
    for interface: AgentInterface, hint: DialectName? = nil, forced: DialectName? = nil
  ) -> [Speech] {
    let wished = forced.map { [$0] } ?? guesses(version: interface.protocolVersion, hint: hint)
    return wished.flatMap { dialect in
      allCases.filter { $0.dialect == dialect && ($0.binding == interface.binding || dialect == .objective) }
    }
  }

  /// The stated version first, since most cards are right about it; then the other, since some are not; and what only
  /// guides teach at the end, unless the card looks like theirs.
  private static func guesses(version: String?, hint: DialectName?) -> [DialectName] {
    let standard: [DialectName] =
      switch version {
      case nil: [.v10, .v03]
      case let version? where version.hasPrefix("1"): [.v10, .v03]
      case let version? where version.hasPrefix("0.2") || version.hasPrefix("0.3"): [.v03, .v10]
      case let version? where version.hasPrefix("0.1"): [.v01, .v03, .v10]
      case .some: []
      }
    guard !standard.isEmpty else { return [] }
    return ([hint].compactMap(\.self) + standard + [.guide, .v01]).uniqued
  }
}

extension [DialectName] {
  fileprivate var uniqued: [DialectName] {
    reduce(into: []) { unique, dialect in if !unique.contains(dialect) { unique.append(dialect) } }
  }
}
