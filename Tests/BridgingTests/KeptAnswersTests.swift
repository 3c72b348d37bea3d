import A2A
import Testing

@testable import Bridging

@Suite struct KeptAnswersTests {
  private static func answer(_ text: String) -> CallOutcome {
    .answered(Message(messageID: "m", role: .agent, parts: [Part(.text(text))]))
  }

  @Test func forgetsTheOldestFirst() throws {
    let answers = KeptAnswers()
    let ids = try (0...KeptAnswers.capacity).map { try #require(answers.keep(Self.answer("\($0)"), of: "a")) }
    #expect(answers.answer(ids[0], of: "a") == nil)
    #expect(answers.answer(ids[1], of: "a") == Self.answer("1"))
    #expect(answers.answer(ids[1], of: "b") == nil)
    #expect(Set(ids).count == ids.count)
  }

  /// How long two answers are in halves of the room, and which are kept.
  @Test(arguments: [(1, [true, true]), (2, [false, true])])
  func keepsOnlySoManyBytes(_ halves: Int, _ kept: [Bool]) throws {
    let answers = KeptAnswers()
    let long = Self.answer(String(repeating: "x", count: KeptAnswers.maxBytes / 2 * halves - 1_000))
    let ids = try (0..<2).map { _ in try #require(answers.keep(long, of: "a")) }
    #expect(ids.map { answers.answer($0, of: "a") != nil } == kept)
  }

  @Test func doesNotKeepWhatIsTooLong() {
    #expect(
      KeptAnswers().keep(Self.answer(String(repeating: "x", count: KeptAnswers.maxBytes + 1)), of: "a") == nil
    )
  }
}
