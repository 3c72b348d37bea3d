/// How a question went without an answer. Hosts without a user say so by themselves.
enum QuestionRefusal: Sendable, Hashable {
  case declined
  case closed

  var words: String {
    switch self {
    case .declined: "\(OwnLine.declined) declined. The task still waits."
    case .closed: "\(OwnLine.closed); perhaps nobody saw it. The task still waits."
    }
  }
}
