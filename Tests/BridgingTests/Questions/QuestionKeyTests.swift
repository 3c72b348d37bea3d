import A2A
import JSON
import Testing

@testable import Bridging

/// What makes a question another one.
@Suite struct QuestionKeyTests {
  private static func task(_ parts: [Part], id: String = "m") -> AgentTask {
    AgentTask(
      id: "t-1", contextID: "c-1",
      status: TaskStatus(.inputRequired, message: Message(messageID: id, role: .agent, parts: parts)))
  }

  /// The number 2 as protobuf writes it.
  private static let two = JSONNumber(text: "2.0").map(JSONValue.number) ?? .null

  private static let asked = task([
    Part(.text("Which room?")), Part(.data(["a": 1, "b": ["c": 2, "d": 3]])),
  ])

  private static let table: [(parts: [Part], isTheSame: Bool)] = [
    ([Part(.text("Which room?")), Part(.data(["a": 1, "b": ["c": 2, "d": 3]]))], true),
    ([Part(.text("Which room?")), Part(.data(["b": ["d": 3, "c": two], "a": 1]))], true),
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
