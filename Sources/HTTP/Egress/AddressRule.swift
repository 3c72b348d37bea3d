/// Which addresses a client connects to, with what it has learnt of its hosts. Confined to the loop's thread.
struct AddressRule {
  private let reach: ConnectionPolicy.Reach
  private let literals: Set<IPAddress>
  private var hosts = HostMemory()

  init(_ reach: ConnectionPolicy.Reach) {
    self.reach = reach
    literals =
      switch reach {
      case .configured(let literals): Set(literals.compactMap { IPAddress($0) })
      case .publicOnly: []
      }
  }

  /// Whether the name `host` may lead to `address`; nil when it may.
  ///
  /// The first address that may be connected to decides what the host is taken for from then on.
  mutating func refusal(of address: IPAddress, for host: String, isLoopback: Bool) -> AddressRefusal? {
    let kind = address.addressClass
    if let reason = reason(against: address, kind) {
      return AddressRefusal(host: host, address: address, kind: kind, reason: reason)
    }
    // What is an address itself, or this machine by its very name, asks no server that could change its mind.
    guard !isLoopback, IPAddress(host) == nil else { return nil }
    if hosts.isKnownAsPublic(host, now: kind), kind.isInside {
      return AddressRefusal(host: host, address: address, kind: kind, reason: .moved)
    }
    return nil
  }

  private func reason(against address: IPAddress, _ kind: AddressClass) -> AddressRefusal.Reason? {
    switch reach {
    case .publicOnly: kind == .public ? nil : .notPublic
    case .configured: kind.isFreelyConfigurable || literals.contains(address) ? nil : .special
    }
  }
}

extension AddressClass {
  /// Whether a name that the user has configured may lead there. The others need the address itself.
  fileprivate var isFreelyConfigurable: Bool {
    switch self {
    case .public, .loopback, .private, .uniqueLocal, .benchmarking: true
    case .linkLocal, .metadata, .carrierGrade, .translated, .embedded, .unspecified, .multicast, .broadcast,
      .documentation, .reserved:
      false
    }
  }

  /// Whether it is this machine or one near it: what somebody outside has no business to name.
  fileprivate var isInside: Bool {
    switch self {
    case .loopback, .private, .uniqueLocal, .linkLocal, .metadata, .carrierGrade, .translated, .embedded,
      .unspecified:
      true
    case .public, .multicast, .broadcast, .documentation, .benchmarking, .reserved: false
    }
  }
}

extension ConnectionPolicy.Reach {
  /// `configured` with the addresses among `hosts`, as far as they need to be written down.
  package static func configured(hosts: some Sequence<String>) -> Self {
    let literals = hosts.filter { host in
      IPAddress(host).map { !$0.addressClass.isFreelyConfigurable } ?? false
    }
    return .configured(literals: Set(literals))
  }
}

/// Which hosts were public when they were first connected to: so many as are remembered.
private struct HostMemory {
  private var isPublic: [String: Bool] = [:]
  private var order: [String] = []

  /// Remembers the host, if it is a new one.
  mutating func isKnownAsPublic(_ host: String, now kind: AddressClass) -> Bool {
    if let known = isPublic[host] { return known }
    if order.count == AddressRule.maximumHosts { isPublic[order.removeFirst()] = nil }
    isPublic[host] = kind == .public
    order.append(host)
    return kind == .public
  }
}

extension AddressRule {
  /// How many hosts are remembered: more than one configuration names. The oldest are forgotten.
  static let maximumHosts = 4_096
}
