import A2A
import JSON
import Testing

@testable import Bridging

/// What makes a question another one.
@Suite struct QuestionKeyTests {
  private static func task(_ parts: [Part], id: String = "m") -> AgentTask {
    var task = Samples.task(.inputRequired, saying: "Which room?")
    task.status.message = Message(messageID: id, role: .agent, parts: parts)
    return task
  }

  private static let asked = task([
    Part(.text("Which room?")), Part(.data(["a": 1, "b": ["c": 2, "d": 3]])),
  ])

  private static let table: [(parts: [Part], isTheSame: Bool)] = [
    ([Part(.text("Which room?")), Part(.data(["a": 1, "b": ["c": 2, "d": 3]]))], true),
    ([Part(.text("Which room?")), Part(.data(["b": ["d": 3, "c": 2.0], "a": 1.0]))], true),
    ([Part(.text("Which room?")), Part(.data(["a": 1, "b": ["c": 2, "d": 4]]))], false),
    ([Part(.text("Which room?"))], false),
    ([Part(.text("Which bed?")), Part(.data(["a": 1, "b": ["c": 2, "d": 3]]))], false),
  ]

  @Test(arguments: table) func comparesWhatIsAsked(parts: [Part], isTheSame: Bool) {
    let key = QuestionKey(of: Self.asked)
    #expect(QuestionKey(of: Self.task(parts)).asksTheSame(as: key) == isTheSame)
    #expect((QuestionKey(of: Self.task(parts)) == key) == isTheSame)
  }

  @Test func staysTheSameUnderAnotherMessageID() {
    let again = QuestionKey(of: Self.task(Self.asked.status.message?.parts ?? [], id: "n"))
    #expect(again.asksTheSame(as: QuestionKey(of: Self.asked)))
    #expect(again != QuestionKey(of: Self.asked))
  }
}
