/// How an operation is answered: at once, or bit by bit.
enum Outcome: Sendable {
  case answer(Answer)
  case events(EventSource)
}
