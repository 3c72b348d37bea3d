import Testing

@testable import HTTP

@Suite struct AddressClassTests {
  private static let table: [(kind: AddressClass, addresses: String)] = [
    (
      .public,
      """
      1.0.0.1 1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
      169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0
      192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0
      223.255.255.255 168.63.129.15 168.63.129.17 2000:: 2001:200::1 2001:4860:4860::8888 2606:4700:4700::1111
      2a00:1450:4001::64 3ffe:ffff::1 3fff:1000::1 2001:db7:ffff::1 2001:db9::1
      """
    ),
    (.loopback, "127.0.0.0 127.0.0.1 127.0.0.53 127.255.255.255 ::1"),
    (
      .private,
      "10.0.0.0 10.0.0.1 10.255.255.255 172.16.0.0 172.20.1.2 172.31.255.255 192.168.0.0 192.168.1.1 192.168.255.255"
    ),
    (
      .uniqueLocal,
      "fc00:: fc00::1 fd00::1 fd12:3456:789a::1 fdff:ffff:ffff:ffff::1 fd00:ec2::253 fd20:ce::253"
    ),
    (
      .linkLocal,
      "169.254.0.0 169.254.0.1 169.254.169.253 169.254.169.255 169.254.255.255 fe80:: fe80::1 febf:ffff::1"
    ),
    (
      .metadata,
      """
      169.254.169.254 169.254.170.2 169.254.170.23 100.100.100.200 168.63.129.16 192.0.0.192 fd00:ec2::254
      fd00:ec2::23 fd20:ce::254 fd00:c1::a9fe:a9fe fd00:42::42
      """
    ),
    (.carrierGrade, "100.64.0.0 100.64.0.1 100.100.100.199 100.100.100.201 100.127.255.255"),
    (.translated, "64:ff9b:1:: 64:ff9b:1::1.1.1.1 64:ff9b:1:ffff::1"),
    (.unspecified, "0.0.0.0 ::"),
    (.multicast, "224.0.0.0 224.0.0.1 239.255.255.250 239.255.255.255 ff00:: ff02::1 ff0e::1"),
    (.broadcast, "255.255.255.255"),
    (
      .documentation,
      "192.0.2.0 192.0.2.255 198.51.100.7 203.0.113.1 2001:db8:: 2001:db8:ffff::1 3fff::1 3fff:fff::1"
    ),
    (.benchmarking, "198.18.0.0 198.18.0.1 198.19.255.255 2001:2::1"),
    (
      .reserved,
      """
      0.0.0.1 0.1.2.3 0.255.255.255 192.0.0.0 192.0.0.8 192.0.0.255 192.88.99.1 240.0.0.0 240.0.0.1
      255.255.255.254 100::1 2001:1::1 2001:2:1::1 2001:10::1 2001:20::1 2001:1ff::1 4000::1 5f00::1 8000::1
      64:ff9b:2::1 64:ff9a::1 fec0::1 fbff::1 ::2:0:0:0
      """
    ),
    // Each way to write version 4 in version 6, of public addresses and of others.
    (
      .public,
      "::ffff:8.8.8.8 ::8.8.8.8 ::ffff:0:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1 2001:0:0:0:0:0:f7f7:f7f7"
    ),
    (
      .embedded(.loopback),
      """
      ::ffff:127.0.0.1 ::ffff:7f00:1 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 2002:7f00:1::
      2001:0:4136:e378:8000:63bf:80ff:fffe
      """
    ),
    (
      .embedded(.private),
      "::ffff:10.0.0.1 ::192.168.0.1 64:ff9b::10.0.0.1 64:ff9b::ac10:1 2002:a00:1::1 2002:c0a8:101:1::1"
    ),
    (
      .embedded(.metadata),
      """
      ::ffff:169.254.169.254 ::ffff:a9fe:a9fe ::169.254.169.254 ::ffff:0:169.254.169.254 64:ff9b::169.254.169.254
      2002:a9fe:a9fe::1 2001:0:1:2:3:4:5601:5601 ::ffff:100.100.100.200 64:ff9b::168.63.129.16
      """
    ),
    (.embedded(.linkLocal), "::ffff:169.254.0.1 64:ff9b::169.254.1.1 2002:a9fe:1::"),
    (.embedded(.carrierGrade), "::ffff:100.64.0.1 64:ff9b::100.64.0.1 2002:6440:1::"),
    (.embedded(.unspecified), "::ffff:0.0.0.0 64:ff9b:: 2002::"),
    (.embedded(.broadcast), "::ffff:255.255.255.255 2001::"),
    (.embedded(.multicast), "::ffff:224.0.0.1"),
    (.embedded(.reserved), "::ffff:240.0.0.1 ::2 ::0.0.0.255"),
    (.embedded(.documentation), "::ffff:192.0.2.1 2002:cb00:7101::"),
    (.embedded(.benchmarking), "::ffff:198.18.0.1"),
  ]

  private static let cases: [(address: String, kind: AddressClass)] = table.flatMap { kind, addresses in
    addresses.split { $0 == " " || $0 == "\n" }.map { (String($0), kind) }
  }

  @Test(arguments: cases) func knowsWhatAnAddressIsFor(_ address: String, _ kind: AddressClass) throws {
    #expect(try #require(IPAddress(address)).addressClass == kind)
  }

  @Test func theTableIsLong() { #expect(Self.cases.count >= 120) }

  @Test(
    arguments: [
      ("127.0.0.1", "127.0.0.1"), ("[::1]", "::1"), ("::1", "::1"), ("[::FFFF:1.2.3.4]", "::ffff:1.2.3.4"),
      ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
      ("2130706433", nil), ("0x7f000001", nil), ("0177.0.0.1", nil), ("127.1", nil), ("127.0.0.01", nil),
      ("127.0.0.256", nil), ("127.0.0.1 ", nil), ("127.0.0.1\0", nil), ("[127.0.0.1]", nil),
      ("fe80::1%eth0", nil),
      ("[::1", nil), (":", nil), ("", nil), ("[]", nil), ("localhost", nil), ("１27.0.0.1", nil),
      ("::1::", nil),
    ] as [(String, String?)]) func readsOneFormOnly(_ text: String, _ address: String?)
  {
    #expect(IPAddress(text)?.description == address)
  }
}
