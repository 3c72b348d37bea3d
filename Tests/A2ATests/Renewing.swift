import HTTP
import Synchronization
import Telemetry

/// Shows `token-1`, and the next number when that was refused, as far as there is one.
final class Renewing: RequestAuthorizer {
  private let state = Mutex((current: 1, refusals: [HTTPResponse.Head]()))
  private let last: Int
  private let words: String?

  /// - Parameters:
  ///   - last: The number of the last token.
  ///   - words: What is said when that is refused.
  init(last: Int, words: String? = nil) {
    self.last = last
    self.words = words
  }

  var refusals: [HTTPResponse.Head] { state.withLock { $0.refusals } }

  func authorize(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {
    let token = "token-\(state.withLock { $0.current })"
    request.fields["Authorization"] = token
    request.shownSecrets.append(Secret(token))
  }

  func advice(on refusal: HTTPResponse.Head, of request: HTTPRequest) async -> RefusalAdvice {
    state.withLock { state in
      state.refusals.append(refusal)
      guard request.shownSecrets == [Secret("token-\(state.current)")] else { return .giveUp("another's") }
      guard state.current < last else { return .giveUp(words) }
      state.current += 1
      return .retry
    }
  }
}
