import A2A
import Testing

@testable import Bridging

struct CardRhythmTests {
  @Test(arguments: [
    (CardFreshness.standard.lifetime, 0.0, Duration.seconds(270)),
    (CardFreshness.standard.lifetime, 0.5, .seconds(285)),
    (.seconds(60), 0, .seconds(60)), (.seconds(86_400), 0.999_999, .seconds(86_400)),
    (.seconds(86_400), 0, .seconds(77_760)),
  ]) func anAnswerLastsALittleLessThanItMay(_ lifetime: Duration, _ chance: Double, _ wait: Duration) {
    var rhythm = CardRhythm()
    let planned = rhythm.wait(after: CardFreshness(lifetime: lifetime), chance: chance)
    #expect(planned <= lifetime && max(planned - wait, wait - planned) < .seconds(1))
  }

  /// Whether an older card serves, and the waits in seconds.
  @Test(arguments: [
    (false, [1, 2, 4, 8, 16, 32, 60, 60]), (true, [60, 120, 240, 480, 960, 1_920, 3_600, 3_600]),
  ]) func failuresAreFollowedByGrowingWaits(_ serves: Bool, _ seconds: [Int]) {
    var rhythm = CardRhythm()
    let waits = seconds.map { _ in rhythm.waitAfterFailure(serves: serves, chance: 0.5) }
    #expect(waits == seconds.map { .seconds($0) })
    _ = rhythm.wait(after: .standard, chance: 0.5)
    #expect(rhythm.waitAfterFailure(serves: serves, chance: 0.5) == .seconds(seconds[0]))
  }
}
