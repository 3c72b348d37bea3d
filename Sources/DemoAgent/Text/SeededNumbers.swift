/// Numbers that look random and are the same for the same text (SplitMix64).
///
/// The demo's weather and parcels are made up, but asking twice gives the same answer.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: String) {
    state = Hash(seed.utf8).value
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
