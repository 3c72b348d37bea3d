import HTTP
import HTTPServer
import Telemetry

/// Where the browser comes back to: a server on this machine for as long as one sign-in takes (RFC 8252 §7.3).
struct RedirectListener: Sendable {
  static let path = "/callback"
  /// How long the user may take.
  static let patience = Duration.seconds(300)
  /// How long the last page may take to leave.
  private static let farewell = Duration.milliseconds(100)

  /// nil: any free one.
  let port: Int?
  /// What was sent along with the question, and comes back with its answer only.
  let state: String
  let clock: Timing

  /// Listens, says where, and gives what the browser brings: the first answer to the question that was asked. There is
  /// no second one.
  ///
  /// - Parameter browser: Sends the browser on its way, so that it comes back to the address.
  func answer(
    sending browser: @Sendable (_ address: String) -> Void
  ) async throws(OAuthFailure) -> (answer: RedirectAnswer, address: String) {
    let (answers, received) = AsyncStream<RedirectAnswer>.makeStream(bufferingPolicy: .bufferingOldest(1))
    do {
      return try await HTTPServer(port: port ?? 0, limits: Self.limits).withRunning { request in
        respond(to: request, received)
      } _: { port in
        // As RFC 8252 §8.3 wants it, not "localhost", which may be something else.
        let address = "http://127.0.0.1:\(port)\(Self.path)"
        browser(address)
        let answer = try await firstOf(answers)
        try? await clock.sleep(Self.farewell)
        return (answer, address)
      }
    } catch let failure as OAuthFailure {
      throw failure
    } catch {
      throw OAuthFailure(
        .local,
        "the bridge can't listen for the browser: \(error); is redirectPort in use by another program?")
    }
  }

  private func firstOf(_ answers: AsyncStream<RedirectAnswer>) async throws(OAuthFailure) -> RedirectAnswer {
    let answer = await withTaskGroup(of: RedirectAnswer?.self) { group in
      group.addTask { await answers.first { _ in true } }
      group.addTask {
        try? await clock.sleep(Self.patience)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
    if let answer { return answer }
    if Task.isCancelled { throw .cancelled }
    throw OAuthFailure(
      .timeout, "nobody has signed in within \(Self.patience.components.seconds / 60) minutes; start again")
  }

  private func respond(
    to request: ServerRequest, _ received: AsyncStream<RedirectAnswer>.Continuation
  ) -> ServerResponse {
    guard request.path == Self.path else { return Self.page(404, "Nothing is here.") }
    guard request.method == "GET" else { return Self.page(405, "Only a browser comes here.") }
    guard let answer = RedirectAnswer(query: request.query ?? "", to: state) else {
      return Self.page(400, "This belongs to another sign-in, or to none. The bridge waits for its own.")
    }
    guard case .enqueued = received.yield(answer) else {
      return Self.page(410, "This sign-in is over.")
    }
    received.finish()
    return Self.page(
      200, "The bridge has heard from the server. Go back to the terminal; this window can be closed.")
  }

  /// Nothing of the request is in the page.
  private static func page(_ status: Int, _ text: String) -> ServerResponse {
    ServerResponse(
      status: status,
      fields: [
        "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
      ], body: Array("\(text)\n".utf8))
  }

  private static var limits: ServerLimits {
    var limits = ServerLimits()
    limits.bodyBytes = 4 << 10
    limits.connections = 16
    limits.stall = .seconds(10)
    return limits
  }
}
