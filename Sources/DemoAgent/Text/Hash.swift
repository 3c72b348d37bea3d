/// FNV-1a with 64 bits: the same for the same bytes on every run, which Swift's own hashes are not.
struct Hash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      value = (value ^ UInt64(byte)) &* 0x0100_0000_01B3
    }
  }
}
