import JSONRPC

/// Which questions are open: the state of `OpenQuestions`, without effects.
struct QuestionTable {
  struct Entry: Sendable {
    /// The id of its request, in a namespace of its own: clients count theirs in numbers.
    let name: String
    /// Opens when there is nothing more to wait for.
    let latch: Latch

    var id: RequestID { RequestID(name) }
  }

  enum End: Equatable {
    /// nil for an answer that is none.
    case answered(Elicitation.Answer?)
    case unanswered
  }

  private let limit: Int
  private var lastNumber = 0
  private var waiting: [RequestID: Latch] = [:]
  private var answers: [RequestID: Elicitation.Answer?] = [:]
  private var isClosed = false

  init(limit: Int) { self.limit = limit }

  /// nil if no more can be asked.
  mutating func open() -> Entry? {
    guard !isClosed, waiting.count + answers.count < limit else { return nil }
    lastNumber += 1
    let entry = Entry(name: "question-\(lastNumber)", latch: Latch())
    waiting[entry.id] = entry.latch
    return entry
  }

  /// - Returns: the latch to open, if the question is open.
  mutating func answer(_ id: RequestID, with answer: Elicitation.Answer?) -> Latch? {
    guard let latch = waiting.removeValue(forKey: id) else { return nil }
    answers[id] = .some(answer)
    return latch
  }

  /// Forgets the question.
  mutating func end(_ entry: Entry) -> End {
    if let answer = answers.removeValue(forKey: entry.id) { return .answered(answer) }
    waiting[entry.id] = nil
    return .unanswered
  }

  /// - Returns: the latches to open.
  mutating func close() -> [Latch] {
    isClosed = true
    return Array(waiting.values)
  }
}
