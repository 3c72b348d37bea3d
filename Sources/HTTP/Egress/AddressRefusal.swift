/// Why an address is not connected to.
struct AddressRefusal: Sendable, Hashable {
  enum Reason: Sendable, Hashable {
    /// Nobody means such an address who doesn't write it down.
    case special
    /// Somebody else has named the host, so it has to be public.
    case notPublic
    /// The name led to a public address before (DNS rebinding).
    case moved
  }

  let host: String
  let address: IPAddress
  let kind: AddressClass
  let reason: Reason
}

extension AddressRefusal: CustomStringConvertible {
  /// What was refused, why, and what to do if it is meant.
  var description: String {
    let place = IPAddress(host) == address ? "\(host) is" : "\(host) leads to \(address),"
    switch reason {
    case .special:
      return
        "\(place) \(kind.words), which is connected to only where the configuration names that very address"
    case .notPublic: return "\(place) \(kind.words), and only public addresses may be fetched from here"
    case .moved:
      return "\(place) \(kind.words), although it led to a public address before; "
        + "if its network has really changed, start the bridge again"
    }
  }
}

extension AddressClass {
  /// What it is, with its article.
  fileprivate var words: String {
    switch self {
    case .public: "a public address"
    case .loopback: "this machine"
    case .private, .uniqueLocal: "a private address"
    case .linkLocal: "a link-local address"
    case .metadata: "a cloud's metadata service"
    case .carrierGrade: "an address inside a provider's network (100.64.0.0/10)"
    case .translated: "an address that the network translates (64:ff9b:1::/48)"
    case .embedded(let inner): "\(inner.words) within one of IPv6"
    case .unspecified: "the address that means none"
    case .multicast: "an address for many machines at once"
    case .broadcast: "the address for all machines"
    case .documentation: "an address for examples"
    case .benchmarking: "an address for tests of devices"
    case .reserved: "a reserved address"
    }
  }
}
