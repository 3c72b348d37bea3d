package import HTTP
package import Telemetry

/// Fetches an agent's card (A2A 1.0 §8.2): tries the places where it may lie and follows redirects by hand.
package struct CardFetcher: Sendable {
  /// What came of asking for a card.
  package enum Answer: Sendable {
    case card(FetchedCard)
    /// The copy that the caller has is still the card, for so long.
    case unchanged(CardFreshness)
  }

  /// How many redirects are followed, all to the host that was configured.
  package static let maxRedirects = 3

  private let client: HTTPClient
  private let authorizer: any RequestAuthorizer
  private let deadlines: HTTPDeadlines
  private let limits: HTTPLimits

  /// - Parameters:
  ///   - deadlines: How long each stage of a request may take; `total` is what is left of the search's time.
  ///   - limits: `bodyBytes` bounds the card.
  package init(
    client: HTTPClient, authorizer: any RequestAuthorizer, deadlines: HTTPDeadlines, limits: HTTPLimits
  ) {
    self.client = client
    self.authorizer = authorizer
    self.deadlines = deadlines
    self.limits = limits
  }

  /// How many places are asked once more with credentials, after all were asked without and none has given a card:
  /// some that know nobody answer 404, or send everybody to a page to sign in.
  package static let maxSecondLooks = 4

  /// Fetches the card of the agent at `address`, without credentials where that will do.
  ///
  /// - Parameters:
  ///   - known: The copy at hand, if there is one: its place is asked first, whether it has changed.
  ///   - limit: How long the whole search may take.
  /// - Throws: ``CardFailure`` with what each place answered.
  package func fetch(
    _ address: CardAddress, known: FetchedCard? = nil, within limit: Duration, timing: Timing = .system
  ) async throws(CardFailure) -> Answer {
    let end = timing.now() + limit
    var tried: [CardFailure.Attempt] = []
    for url in known.map({ [$0.url] + address.candidates }) ?? address.candidates {
      guard !tried.contains(where: { $0.url == url }) else { continue }
      do throws(CardFailure.Cause) {
        let known = known?.url == url ? known : nil
        return try await fetch(url, known: known, shows: known?.wantsCredentials ?? false) {
          end - timing.now()
        }
      } catch {
        tried.append(CardFailure.Attempt(url: url, cause: error))
        // Who can't be reached at one path can't be at another.
        if error.isFinal { throw CardFailure(attempts: tried) }
      }
    }
    for attempt in tried.filter(\.cause.mayBeForStrangers).prefix(Self.maxSecondLooks) {
      if let answer = await secondLook(at: attempt.url, { end - timing.now() }) { return answer }
    }
    throw CardFailure(attempts: tried)
  }

  /// Asks with credentials where there was no card without them. Failing says no more than the first time.
  private func secondLook(at url: WebURL, _ timeLeft: () -> Duration) async -> Answer? {
    let bare = request(for: url, known: nil, within: timeLeft())
    guard let request = try? await authorized(bare), request.shows(moreThan: bare) else { return nil }
    return try? await fetch(url, known: nil, shows: true, timeLeft: timeLeft)
  }

  /// - Parameter shows: Whether credentials go along from the start; else they do when the agent has asked for them.
  private func fetch(
    _ url: WebURL, known: FetchedCard?, shows: Bool, timeLeft: () -> Duration
  ) async throws(CardFailure.Cause) -> Answer {
    var (place, shows, known) = (url, shows, known)
    // What moves to https stays there: the addresses in the card belong to the place where it is.
    var found = url
    var redirects = 0
    // The status of the last refusal, and whether the same was asked with other credentials already.
    var (refusal, isRepeated) = (nil as Int?, false)
    while true {
      let bare = request(for: place, known: known, within: timeLeft())
      let request = shows ? try await authorized(bare) : bare
      if let refusal, !request.shows(moreThan: bare) {
        throw place.origin == url.origin ? .refused(refusal) : .refusedWithout(refusal, place.origin)
      }
      let (head, body) = try await response(to: request)
      switch head.status {
      case 200:
        return .card(try FetchedCard(url: found, head.fields, body: body, wantsCredentials: shows))
      case 304 where known?.isValidated == true: return .unchanged(CardFreshness(head.fields))
      case 301, 302, 303, 307, 308:
        guard redirects < Self.maxRedirects else {
          throw .redirect("more than \(Self.maxRedirects) redirects")
        }
        redirects += 1
        let target = try Self.target(of: head.fields["Location"], from: place)
        if target.origin != place.origin {
          // A server may have put what it was shown into the address.
          guard !request.shows(moreThan: bare) else {
            throw .redirect("a redirect of who shows credentials to another origin, \(target.origin)")
          }
          found = target
        }
        place = target
      case 401 where !shows, 403 where !shows: (shows, refusal) = (true, head.status)
      case 401, 403:
        switch await authorizer.advice(on: head, of: request) {
        case .retry where !isRepeated: isRepeated = true
        case .retry: throw .refused(head.status)
        case .giveUp(let words): throw .refused(head.status, words)
        }
      // Some refuse the question whether it has changed, and would have to be believed for ever.
      case 400..<500 where known?.isValidated == true: known = nil
      default: throw .status(head.status)
      }
    }
  }

  private func request(for url: WebURL, known: FetchedCard?, within limit: Duration) -> HTTPRequest {
    var request = HTTPRequest(url: url)
    request.fields["Accept"] = "application/json"
    // Servers that speak two versions give out the card of the version asked for.
    request.fields["A2A-Version"] = V10.version
    request.fields["If-None-Match"] = known?.etag
    request.fields["If-Modified-Since"] = known?.lastModified
    request.deadlines = deadlines
    request.deadlines.total = limit
    request.limits = limits
    return request
  }

  private func authorized(_ request: HTTPRequest) async throws(CardFailure.Cause) -> HTTPRequest {
    var request = request
    do throws(AuthorizationFailure) {
      try await authorizer.authorize(&request)
    } catch {
      throw .authorization(error)
    }
    return request
  }

  private func response(
    to request: HTTPRequest
  ) async throws(CardFailure.Cause) -> (head: HTTPResponse.Head, body: [UInt8]) {
    do throws(HTTPError) {
      return try await client.response(to: request)
    } catch {
      throw .transport(error)
    }
  }

  /// Where a redirect leads: within the origin, or from http to https at the same host. Never down, never elsewhere.
  static func target(of location: String?, from place: WebURL) throws(CardFailure.Cause) -> WebURL {
    guard let location, let target = try? place.resolving(location) else {
      throw .redirect("a redirect without a usable address")
    }
    guard target.origin == place.origin || target.secures(place) else {
      throw .redirect("a redirect to another origin, \(target.origin)")
    }
    return target
  }
}

extension WebURL {
  /// True for the same host at the port where https is expected in place of the one for http.
  fileprivate func secures(_ other: WebURL) -> Bool {
    scheme == "https" && port == 443 && other.scheme == "http" && other.port == 80 && host == other.host
  }
}

extension HTTPRequest {
  /// True when there is something in it that was not in `bare`, of which it was made.
  fileprivate func shows(moreThan bare: HTTPRequest) -> Bool {
    fields != bare.fields || url != bare.url || awsSignature != bare.awsSignature
  }
}

extension FetchedCard {
  /// True when there is something to ask with whether it has changed.
  fileprivate var isValidated: Bool { etag != nil || lastModified != nil }
}
