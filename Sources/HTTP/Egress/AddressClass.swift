/// What an address is for, by the registries of special-purpose addresses (RFC 6890) and what clouds make of some.
package enum AddressClass: Sendable, Hashable {
  case `public`
  /// This machine.
  case loopback
  /// A network of one's own (RFC 1918).
  case `private`
  /// The same in version 6 (RFC 4193).
  case uniqueLocal
  /// Whatever hangs on the same cable (RFC 3927, RFC 4291 §2.5.6).
  case linkLocal
  /// The service from which a cloud's machines get their credentials.
  case metadata
  /// The inside of a provider's network (RFC 6598), which some VPNs use, too.
  case carrierGrade
  /// A translation into version 4 of the network's own making (RFC 8215), so nobody can tell to where.
  case translated
  /// An address of version 4 that isn't public, within one of version 6.
  indirect case embedded(AddressClass)
  case unspecified
  case multicast
  case broadcast
  /// For examples in texts (RFC 5737, RFC 3849, RFC 9637).
  case documentation
  /// For tests of devices (RFC 2544, RFC 5180); VPNs on this machine use it for names that they resolve themselves.
  case benchmarking
  case reserved
}

extension IPAddress {
  /// What the address is for.
  package var addressClass: AddressClass {
    if Self.metadataServices.contains(self) { return .metadata }
    if let known = blockClass { return known }
    if let inner = embedded?.addressClass { return inner == .public ? .public : .embedded(inner) }
    if bytes.count == 4 { return .public }
    return Self.global.contains(self) && !Self.assignments.contains(self) ? .public : .reserved
  }

  /// The class that the first block gives which the address is in; nil where none says more.
  private var blockClass: AddressClass? {
    let table = bytes.count == 4 ? Self.version4 : Self.version6
    return table.first { $0.block.contains(self) }?.kind
  }

  /// AWS, GCP, Azure and others; Alibaba; Azure's wire server; AWS, EKS, GCP, Oracle and Scaleway in version 6.
  private static let metadataServices = Set(
    [
      "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "168.63.129.16",
      "192.0.0.192", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fd00:c1::a9fe:a9fe", "fd00:42::42",
    ].compactMap { IPAddress($0) })

  private static let version4: [(block: AddressBlock, kind: AddressClass)] = [
    (AddressBlock([0, 0, 0, 0], 32), .unspecified),
    (AddressBlock([0, 0, 0, 0], 8), .reserved),
    (AddressBlock([10, 0, 0, 0], 8), .private),
    (AddressBlock([100, 64, 0, 0], 10), .carrierGrade),
    (AddressBlock([127, 0, 0, 0], 8), .loopback),
    (AddressBlock([169, 254, 0, 0], 16), .linkLocal),
    (AddressBlock([172, 16, 0, 0], 12), .private),
    (AddressBlock([192, 0, 0, 0], 24), .reserved),
    (AddressBlock([192, 0, 2, 0], 24), .documentation),
    (AddressBlock([192, 88, 99, 0], 24), .reserved),
    (AddressBlock([192, 168, 0, 0], 16), .private),
    (AddressBlock([198, 18, 0, 0], 15), .benchmarking),
    (AddressBlock([198, 51, 100, 0], 24), .documentation),
    (AddressBlock([203, 0, 113, 0], 24), .documentation),
    (AddressBlock([224, 0, 0, 0], 4), .multicast),
    (AddressBlock([255, 255, 255, 255], 32), .broadcast),
    (AddressBlock([240, 0, 0, 0], 4), .reserved),
  ]

  /// The part of version 6 that is given out (RFC 4291 §2.4), and what protocols have of it (RFC 2928).
  private static let global = AddressBlock(groups: 0x2000, bits: 3)
  private static let assignments = AddressBlock(groups: 0x2001, 0, bits: 23)

  /// What embeds an address of version 4 is in none of these.
  private static let version6: [(block: AddressBlock, kind: AddressClass)] = [
    (AddressBlock(groups: 0, bits: 128), .unspecified),
    (AddressBlock(groups: 0, 0, 0, 0, 0, 0, 0, 1, bits: 128), .loopback),
    (AddressBlock(groups: 0x64, 0xFF9B, 1, bits: 48), .translated),
    (AddressBlock(groups: 0x2001, 2, 0, bits: 48), .benchmarking),
    (AddressBlock(groups: 0x2001, 0xDB8, bits: 32), .documentation),
    (AddressBlock(groups: 0x3FFF, bits: 20), .documentation),
    (AddressBlock(groups: 0xFC00, bits: 7), .uniqueLocal),
    (AddressBlock(groups: 0xFE80, bits: 10), .linkLocal),
    (AddressBlock(groups: 0xFF00, bits: 8), .multicast),
  ]
}

// MARK: Version 4 within version 6

extension IPAddress {
  /// The address of version 4 that one of version 6 stands for.
  private var embedded: IPAddress? {
    for (block, place) in Self.embedding where block.contains(self) { return IPAddress(bytes: bytes[place]) }
    // Teredo hides the client's by turning its bits over (RFC 4380 §4).
    if Self.teredo.contains(self) { return IPAddress(bytes: bytes[12...].map { ~$0 }) }
    return nil
  }

  private static let teredo = AddressBlock(groups: 0x2001, 0, bits: 32)

  private static let embedding: [(AddressBlock, Range<Int>)] = [
    // Mapped (RFC 4291 §2.5.5.2) and compatible (§2.5.5.1), which the system takes for version 4 itself.
    (AddressBlock(groups: 0, 0, 0, 0, 0, 0xFFFF, bits: 96), 12..<16),
    (AddressBlock(groups: 0, 0, 0, 0, 0, 0, bits: 96), 12..<16),
    // Translated by the stateless kind (RFC 2765) and by NAT64 (RFC 6052 §2.1).
    (AddressBlock(groups: 0, 0, 0, 0, 0xFFFF, 0, bits: 96), 12..<16),
    (AddressBlock(groups: 0x64, 0xFF9B, 0, 0, 0, 0, bits: 96), 12..<16),
    // 6to4 (RFC 3056).
    (AddressBlock(groups: 0x2002, bits: 16), 2..<6),
  ]
}
