import HTTP
import Storage
import Telemetry
import TestSupport
import Testing

@testable import Auth

@Suite("A table of tokens") struct TokenTableTests {
  private let scopes = ScopeSet(["read"])
  private let failure = AuthorizationFailure(reason: "no")

  /// What is done with a table, one after the other.
  enum Step: Sendable {
    case pass(Duration)
    /// Somebody asks, and this comes of it.
    case ask(Expected)
    /// The flight brings a token of this name that holds so long.
    case land(String, Duration?)
    case landFailure
    case leave
    case refused(String, Bool)
  }

  enum Expected: Sendable, Equatable {
    case token(String)
    case failure
    case wait
    case fetch(refused: String? = nil, known: String? = nil)
  }

  static let stories: [(String, [Step])] = [
    (
      "one fetches, the others wait",
      [.ask(.fetch()), .ask(.wait), .ask(.wait), .land("a", nil), .ask(.token("a"))]
    ),
    (
      "a token of an hour is replaced a minute before its end",
      [
        .ask(.fetch()), .land("a", .seconds(3_600)), .pass(.seconds(3_539)), .ask(.token("a")),
        .pass(.seconds(1)),
        .ask(.fetch(known: "a")), .ask(.token("a")), .land("b", nil), .ask(.token("b")),
      ]
    ),
    (
      "a short one is when nine tenths are over",
      [
        .ask(.fetch()), .land("a", .seconds(100)), .pass(.seconds(89)), .ask(.token("a")), .pass(.seconds(1)),
        .ask(.fetch(known: "a")),
      ]
    ),
    (
      "one that ends while another is fetched is not given out any more",
      [
        .ask(.fetch()), .land("a", .seconds(100)), .pass(.seconds(90)), .ask(.fetch(known: "a")),
        .pass(.seconds(9)), .ask(.token("a")), .pass(.seconds(1)), .ask(.wait), .land("b", nil),
        .ask(.token("b")),
      ]
    ),
    (
      "nor one that is refused meanwhile",
      [
        .ask(.fetch()), .land("a", .seconds(100)), .pass(.seconds(90)), .ask(.fetch(known: "a")),
        .refused("a", true), .ask(.wait), .land("b", nil), .ask(.token("b")), .refused("b", false),
      ]
    ),
    (
      "one whose lifetime nobody knows holds for five minutes",
      [
        .ask(.fetch()), .land("a", nil), .pass(.seconds(269)), .ask(.token("a")), .pass(.seconds(1)),
        .ask(.fetch(known: "a")),
      ]
    ),
    (
      "a failure stands in for the next five seconds",
      [
        .ask(.fetch()), .landFailure, .ask(.failure), .pass(.milliseconds(4_999)), .ask(.failure),
        .pass(.milliseconds(1)), .ask(.fetch()), .ask(.wait),
      ]
    ),
    (
      "a failure to replace a token early leaves it in use to its end",
      [
        .ask(.fetch()), .land("a", .seconds(100)), .pass(.seconds(92)), .ask(.fetch(known: "a")),
        .landFailure,
        .ask(.token("a")), .pass(.seconds(5)), .ask(.fetch(known: "a")), .landFailure, .ask(.token("a")),
        .pass(.seconds(3)), .ask(.fetch()), .landFailure, .ask(.failure),
      ]
    ),
    (
      "whoever fetches may leave, and the next one does it",
      [.ask(.fetch()), .ask(.wait), .leave, .ask(.fetch()), .ask(.wait), .land("a", nil), .ask(.token("a"))]
    ),
    (
      "a refused token is dropped once, however many say so",
      [
        .ask(.fetch()), .land("a", nil), .pass(.seconds(60)), .refused("a", true), .refused("a", true),
        .ask(.fetch(refused: "a")), .refused("a", true), .ask(.wait), .land("b", nil), .refused("a", true),
        .ask(.token("b")),
      ]
    ),
    (
      "what has just replaced a refused one is believed in",
      [
        .ask(.fetch()), .land("a", nil), .refused("a", true), .ask(.fetch(refused: "a")), .land("b", nil),
        .refused("b", false), .ask(.token("b")), .pass(.seconds(5)), .refused("b", true),
        .ask(.fetch(refused: "b")),
      ]
    ),
    (
      "whoever leaves does not bring a refused token back",
      [
        .ask(.fetch()), .land("a", nil), .refused("a", true), .ask(.fetch(refused: "a")), .leave,
        .ask(.fetch(refused: "a")), .landFailure, .pass(.seconds(5)), .ask(.fetch(refused: "a")),
      ]
    ),
    ("a lifetime of nothing serves those who wait", [.ask(.fetch()), .land("a", .zero), .ask(.fetch())]),
    (
      "an endless lifetime is believed for a month",
      [
        .ask(.fetch()), .land("a", .seconds(1 << 40)), .pass(.seconds(30 * 86_400 - 61)), .ask(.token("a")),
        .pass(.seconds(1)), .ask(.fetch(known: "a")),
      ]
    ),
  ]

  @Test("follows the story", arguments: stories)
  func story(_ name: String, _ steps: [Step]) {
    var table = TokenTable()
    var now = Duration.zero
    for (index, step) in steps.enumerated() {
      switch step {
      case .pass(let time): now += time
      case .ask(let expected):
        #expect(Expected(table.ask(scopes, now: now)) == expected, "\(name): step \(index)")
      case .land(let token, let lifetime):
        let token = AccessToken(Secret(token), lifetime: lifetime, now: now)
        #expect(
          table.land(scopes, .success(token), now: now, chance: 0.5) == .token(token.secret),
          "\(name): \(index)")
      case .landFailure: _ = table.land(scopes, .failure(failure), now: now, chance: 0.5)
      case .leave:
        #expect(table.land(scopes, nil, now: now, chance: 0.5) == .abandoned, "\(name): step \(index)")
      case .refused(let token, let expected):
        #expect(table.refused(Secret(token), scopes, now: now) == expected, "\(name): step \(index)")
      }
    }
  }

  /// Two states of a file.
  private func stamps(_ body: (FileStamp, FileStamp) throws -> Void) async throws {
    try await TemporaryFolder.with { folder in
      try PrivateFile.replace("\(folder)/a", with: [1])
      try PrivateFile.replace("\(folder)/b", with: [1])
      try body(try #require(FileStamp("\(folder)/a")), try #require(FileStamp("\(folder)/b")))
    }
  }

  @Test("believes nothing that is from a file as it was before")
  func sources() async throws {
    try await stamps { first, second in
      var table = TokenTable()
      var token = AccessToken(Secret("a"), lifetime: .seconds(3_600), now: .zero)
      token.source = first
      #expect(Expected(table.ask(scopes, source: first, now: .zero)) == .fetch())
      _ = table.land(scopes, .success(token), now: .zero, chance: 0.5)
      #expect(Expected(table.ask(scopes, source: first, now: .zero)) == .token("a"))
      // The user signs out while it is replaced.
      var renewed = table
      let late = Duration.seconds(3_540)
      #expect(Expected(renewed.ask(scopes, source: first, now: late)) == .fetch(known: "a"))
      #expect(Expected(renewed.ask(scopes, source: first, now: late)) == .token("a"))
      #expect(Expected(renewed.ask(scopes, source: nil, now: late)) == .wait)
      // The user has signed out.
      #expect(Expected(table.ask(scopes, source: nil, now: .zero)) == .fetch())
      _ = table.land(scopes, .failure(failure), now: .zero, chance: 0.5)
      #expect(Expected(table.ask(scopes, source: nil, now: .zero)) == .failure)
      // And in again, which ends the failure at once.
      #expect(Expected(table.ask(scopes, source: second, now: .zero)) == .fetch())
      // What was read before that is not taken for the new.
      _ = table.land(scopes, .success(token), now: .zero, chance: 0.5)
      #expect(Expected(table.ask(scopes, source: second, now: .zero)) == .fetch())
    }
  }

  @Test("jitters the time that a failure stands in", arguments: [(0.0, 3_750), (0.999, 6_247)])
  func jitter(_ chance: Double, _ milliseconds: Int) {
    var table = TokenTable()
    _ = table.ask(scopes, now: .zero)
    _ = table.land(scopes, .failure(failure), now: .zero, chance: chance)
    #expect(Expected(table.ask(scopes, now: .milliseconds(milliseconds - 1))) == .failure)
    #expect(Expected(table.ask(scopes, now: .milliseconds(milliseconds + 1))) == .fetch())
  }

  @Test("forgets what was used the longest time ago, but nothing that is being fetched")
  func capacity() {
    var table = TokenTable()
    for index in 0..<TokenTable.capacity {
      let scopes = ScopeSet(["\(index)"])
      #expect(Expected(table.ask(scopes, now: .zero)) == .fetch())
    }
    #expect(Expected(table.ask(scopes, now: .zero)) == .failure)
    for index in [3, 5] {
      let token = AccessToken(Secret("t\(index)"), lifetime: nil, now: .zero)
      _ = table.land(ScopeSet(["\(index)"]), .success(token), now: .zero, chance: 0.5)
    }
    #expect(Expected(table.ask(ScopeSet(["3"]), now: .zero)) == .token("t3"))
    #expect(Expected(table.ask(scopes, now: .zero)) == .fetch())
    #expect(Expected(table.ask(ScopeSet(["3"]), now: .zero)) == .token("t3"))
    #expect(Expected(table.ask(ScopeSet(["0"]), now: .zero)) == .wait)
  }

  @Test("keeps what was asked for with other scopes apart, in whatever order they are said")
  func keys() {
    var table = TokenTable()
    _ = table.ask(ScopeSet(["a", "b"]), now: .zero)
    #expect(Expected(table.ask(ScopeSet(["b", "a", "b"]), now: .zero)) == .wait)
    #expect(Expected(table.ask(ScopeSet(["a"]), now: .zero)) == .fetch())
    #expect(Expected(table.ask(ScopeSet([]), now: .zero)) == .fetch())
  }
}

extension TokenTableTests.Expected {
  init(_ answer: TokenTable.Answer) {
    self =
      switch answer {
      case .token(let token): .token(token.withRevealed { $0 })
      case .failure: .failure
      case .wait: .wait
      case .fetch(_, let refused, let known):
        .fetch(refused: refused?.withRevealed { $0 }, known: known?.withRevealed { $0 })
      }
  }
}
