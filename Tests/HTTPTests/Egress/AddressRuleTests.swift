import Testing

@testable import HTTP

@Suite struct AddressRuleTests {
  private static func reason(
    _ rule: inout AddressRule, _ address: String, for host: String = "agent.example"
  ) throws -> AddressRefusal.Reason? {
    let origin = Origin(scheme: "https", host: host, port: 443)
    return rule.refusal(
      of: try #require(IPAddress(address)), for: host, isLoopback: origin.isLoopback)?.reason
  }

  private static let literals = ConnectionPolicy.Reach.configured(hosts: [
    "169.254.1.1", "[::ffff:127.0.0.1]", "100.64.0.9", "not-an-address", "10.0.0.1",
  ])

  /// What a name that leads to the address comes to: for configured hosts, for those of others.
  @Test(
    arguments: [
      ("8.8.8.8", nil, nil), ("2606:4700:4700::1111", nil, nil), ("::ffff:8.8.8.8", nil, nil),
      ("64:ff9b::8.8.8.8", nil, nil),
      ("127.0.0.1", nil, .notPublic), ("::1", nil, .notPublic), ("10.1.2.3", nil, .notPublic),
      ("fd12::1", nil, .notPublic), ("198.18.0.1", nil, .notPublic),
      ("169.254.1.2", .special, .notPublic), ("fe80::1", .special, .notPublic),
      ("169.254.169.254", .special, .notPublic), ("fd00:ec2::254", .special, .notPublic),
      ("100.64.0.1", .special, .notPublic), ("64:ff9b:1::1", .special, .notPublic),
      ("64:ff9b::10.0.0.1", .special, .notPublic), ("::ffff:10.0.0.1", .special, .notPublic),
      ("::ffff:127.0.0.1", .special, .notPublic), ("2002:7f00:1::", .special, .notPublic),
      ("0.0.0.0", .special, .notPublic), ("::", .special, .notPublic), ("224.0.0.1", .special, .notPublic),
      ("255.255.255.255", .special, .notPublic), ("240.0.0.1", .special, .notPublic),
      ("192.0.2.1", .special, .notPublic),
    ] as [(String, AddressRefusal.Reason?, AddressRefusal.Reason?)])
  func judgesTheAddress(
    _ address: String, _ configured: AddressRefusal.Reason?, _ ofOthers: AddressRefusal.Reason?
  ) throws {
    var rule = AddressRule(.configured())
    #expect(try Self.reason(&rule, address) == configured)
    rule = AddressRule(.publicOnly)
    #expect(try Self.reason(&rule, address) == ofOthers)
  }

  @Test(arguments: [
    ("169.254.1.1", true), ("::ffff:127.0.0.1", true), ("100.64.0.9", true), ("169.254.1.2", false),
    ("::ffff:127.0.0.2", false),
  ]) func whatTheConfigurationWritesDownIsMeant(_ address: String, _ isMeant: Bool) throws {
    var rule = AddressRule(Self.literals)
    #expect(try (Self.reason(&rule, address) == nil) == isMeant)
  }

  @Test func onlyWhatNeedsItIsWrittenDown() {
    #expect(Self.literals == .configured(literals: ["169.254.1.1", "[::ffff:127.0.0.1]", "100.64.0.9"]))
    #expect(ConnectionPolicy.Reach.configured(hosts: ["a.example", "10.0.0.1", "[::1]"]) == .configured())
  }

  /// What a host leads to, one address after another, and whether it may.
  @Test(
    arguments: [
      ("agent.example", [("8.8.8.8", true), ("10.0.0.1", false), ("8.8.4.4", true), ("10.0.0.1", false)]),
      ("agent.example", [("8.8.8.8", true), ("127.0.0.1", false), ("::1", false), ("fd00::1", false)]),
      // It may be inside a company as well as outside of it.
      ("agent.example", [("10.0.0.1", true), ("8.8.8.8", true), ("10.0.0.2", true), ("127.0.0.1", true)]),
      // What was refused has taught nothing.
      ("agent.example", [("169.254.169.254", false), ("10.0.0.1", true)]),
      ("localhost", [("8.8.8.8", true), ("127.0.0.1", true)]),
      ("8.8.8.8", [("8.8.8.8", true), ("127.0.0.1", true)]),
    ] as [(String, [(String, Bool)])])
  func aHostMayNotMoveInside(_ host: String, _ story: [(String, Bool)]) throws {
    var rule = AddressRule(.configured())
    for (address, isAllowed) in story {
      let reason = try Self.reason(&rule, address, for: host)
      #expect((reason == nil) == isAllowed, "\(address)")
    }
  }

  @Test func hostsAreRememberedApartAndOnlySoMany() throws {
    var rule = AddressRule(.configured())
    #expect(try Self.reason(&rule, "8.8.8.8", for: "first.example") == nil)
    #expect(try Self.reason(&rule, "10.0.0.1", for: "second.example") == nil)
    #expect(try Self.reason(&rule, "10.0.0.1", for: "first.example") == .moved)
    for index in 2..<AddressRule.maximumHosts {
      #expect(try Self.reason(&rule, "8.8.8.8", for: "\(index).example") == nil)
    }
    #expect(try Self.reason(&rule, "10.0.0.1", for: "first.example") == .moved)
    #expect(try Self.reason(&rule, "8.8.8.8", for: "one-more.example") == nil)
    #expect(try Self.reason(&rule, "10.0.0.1", for: "first.example") == nil)
  }

  @Test(
    arguments: [
      (
        .configured(), "agent.example", ["169.254.169.254"],
        "agent.example leads to 169.254.169.254, a cloud's metadata service, which is connected to only where the "
          + "configuration names that very address"
      ),
      (
        .configured(), "[::ffff:10.0.0.1]", ["::ffff:10.0.0.1"],
        "[::ffff:10.0.0.1] is a private address within one of IPv6, which is connected to only where the configuration "
          + "names that very address"
      ),
      (
        .publicOnly, "files.example", ["10.0.0.1"],
        "files.example leads to 10.0.0.1, a private address, and only public addresses may be fetched from here"
      ),
      (
        .configured(), "agent.example", ["8.8.8.8", "127.0.0.1"],
        "agent.example leads to 127.0.0.1, this machine, although it led to a public address before; if its network has "
          + "really changed, start the bridge again"
      ),
    ] as [(ConnectionPolicy.Reach, String, [String], String)])
  func saysWhyAndWhatToDo(
    _ reach: ConnectionPolicy.Reach, _ host: String, _ addresses: [String], _ words: String
  ) throws {
    var rule = AddressRule(reach)
    var last: AddressRefusal?
    for address in addresses {
      last = rule.refusal(of: try #require(IPAddress(address)), for: host, isLoopback: false)
    }
    #expect(last?.description == words)
  }
}
