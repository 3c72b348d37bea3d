import A2A
import HTTP
import Testing

struct CardFreshnessTests {
  /// The fields of an answer, and for how many seconds its card is fresh.
  static let cases: [(HTTPFields, Int)] = [
    ([:], 300),
    (["Cache-Control": ""], 300), (["Cache-Control": "public, must-revalidate"], 300),
    (["Cache-Control": "max-age=3600"], 3_600),
    (["cache-control": "PUBLIC , Max-Age = \"120\" , immutable"], 120),
    (["Cache-Control": "public", "Cache-Control": "max-age=600"], 600),
    // The first of two that contradict each other.
    (["Cache-Control": "max-age=600, max-age=1200"], 600),
    // Shared caches are not meant.
    (["Cache-Control": "s-maxage=9999"], 300),
    (["Cache-Control": "max-age=600", "Age": "400"], 200),
    // Never less than a minute, never more than a day.
    (["Cache-Control": "max-age=600", "Age": "9999"], 60),
    (["Cache-Control": "max-age=0"], 60), (["Cache-Control": "max-age=1"], 60),
    (["Cache-Control": "max-age=86401"], 86_400),
    (["Cache-Control": "max-age=99999999999999999999999999"], 86_400),
    (["Cache-Control": "max-age=99999999999999999999999999", "Age": "99999999999999999999999999"], 60),
    (["Cache-Control": "max-age=600", "Age": "a while"], 600),
    // What can't be read is stale.
    (["Cache-Control": "max-age=-1"], 60), (["Cache-Control": "max-age=soon"], 60),
    (["Cache-Control": "max-age"], 60), (["Cache-Control": "max-age="], 60),
    (["Cache-Control": "no-cache, max-age=600"], 60), (["Cache-Control": "max-age=600,no-store"], 60),
  ]

  @Test(arguments: cases) func lastsAsLongAsItsServerSays(_ fields: HTTPFields, _ seconds: Int) {
    #expect(CardFreshness(fields).lifetime == .seconds(seconds))
  }

  @Test(arguments: [
    ("max-age=5", true), ("no-cache", true), ("no-store", false), ("max-age=600, No-Store", false),
    ("private, no-store=\"x\"", false),
  ]) func isKeptUnlessItsServerSaysNo(_ control: String, _ mayBeKept: Bool) {
    #expect(CardFreshness(["Cache-Control": control]).mayBeKept == mayBeKept)
  }
}
