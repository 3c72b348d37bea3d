import HTTP
import Telemetry
import Testing

@testable import Auth

/// When a program is asked for its secret, and when not.
struct SecretStateTests {
  enum Event: Sendable {
    case asks(Int, SecretState.Step)
    case prints(Int, String)
    case fails(Int)
    case refuses(Int, String, Bool)
  }

  private static let failure = AuthorizationFailure(reason: "it failed")

  static let stories: [(Duration?, [Event])] = [
    (nil, [.asks(0, .ask), .asks(0, .wait), .asks(1, .wait)]),
    (nil, [.asks(0, .ask), .prints(3, "a"), .asks(99_999, .known(Secret("a")))]),
    // It is as old as the question.
    (
      .seconds(10),
      [.asks(0, .ask), .prints(3, "a"), .asks(9, .known(Secret("a"))), .asks(10, .ask), .asks(10, .wait)]
    ),
    (
      nil,
      [
        .asks(0, .ask), .fails(2), .asks(2, .failed(failure)), .asks(6, .failed(failure)), .asks(7, .ask),
        .prints(8, "a"), .asks(9, .known(Secret("a"))),
      ]
    ),
    // Refused, it is asked for anew; the same again is the program's last word for a while.
    (
      nil,
      [
        .asks(0, .ask), .prints(0, "a"), .refuses(1, "a", true), .asks(1, .ask), .prints(2, "a"),
        .refuses(3, "a", false), .asks(3, .known(Secret("a"))), .refuses(6, "a", true), .asks(6, .ask),
      ]
    ),
    (
      nil,
      [
        .asks(0, .ask), .prints(0, "a"), .refuses(1, "a", true), .asks(1, .ask), .prints(1, "b"),
        .refuses(1, "b", true),
      ]
    ),
    // Others have had it replaced meanwhile, or are about to.
    (nil, [.asks(0, .ask), .prints(0, "b"), .refuses(1, "a", true), .asks(1, .known(Secret("b")))]),
    (nil, [.asks(0, .ask), .refuses(1, "a", true), .asks(1, .wait)]),
    (nil, [.asks(0, .ask), .fails(0), .refuses(1, "a", false), .asks(1, .failed(failure))]),
    (nil, [.refuses(0, "a", true), .asks(0, .ask)]),
  ]

  @Test(arguments: stories) func goesByTheStory(_ lifetime: Duration?, _ events: [Event]) {
    var state = SecretState(lifetime: lifetime)
    let start = ContinuousClock.now
    for event in events {
      switch event {
      case .asks(let second, let step): #expect(state.next(at: start + .seconds(second)) == step, "\(event)")
      case .prints(let second, let text):
        state.arrive(.success(Secret(text)), at: start + .seconds(second))
      case .fails(let second): state.arrive(.failure(Self.failure), at: start + .seconds(second))
      case .refuses(let second, let text, let answer):
        #expect(state.refused(Secret(text), at: start + .seconds(second)) == answer, "\(event)")
      }
    }
  }
}
