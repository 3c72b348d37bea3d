package import HTTP

/// Why no card was found: what each place answered.
package struct CardFailure: Error, Sendable, CustomStringConvertible {
  package struct Attempt: Sendable {
    package let url: WebURL
    package let cause: Cause

    package init(url: WebURL, cause: Cause) {
      self.url = url
      self.cause = cause
    }
  }

  /// What one place answered instead of a card.
  package enum Cause: Error, Sendable {
    case transport(HTTPError)
    case authorization(AuthorizationFailure)
    /// HTTP 401 or 403, and what is known of why.
    case refused(Int, String? = nil)
    /// The same at another origin than the configured one, where it was not shown any.
    case refusedWithout(Int, Origin)
    case status(Int)
    case redirect(String)
    case notACard(String)
    /// The file that the card is in can't be read any more.
    case file(String)
    /// It is a card, but not signed as the user wants it to be.
    case signature(String)

    /// True when no other path of the same agent can do better.
    var isFinal: Bool {
      switch self {
      case .transport(let error): error.cause != .bodyTooLarge && error.cause != .headersTooLarge
      case .authorization, .file: true
      case .refused, .refusedWithout, .status, .redirect, .notACard, .signature: false
      }
    }

    /// True for what somebody may be answered who is not known.
    var mayBeForStrangers: Bool {
      switch self {
      case .status(let status): (400..<500).contains(status)
      case .redirect, .notACard: true
      case .transport, .authorization, .refused, .refusedWithout, .file, .signature: false
      }
    }
  }

  package let attempts: [Attempt]

  package init(attempts: [Attempt]) { self.attempts = attempts }

  /// True when the agent wants credentials, or others.
  package var isAboutCredentials: Bool {
    attempts.contains {
      switch $0.cause {
      case .refused, .refusedWithout: true
      case .authorization(let failure): !failure.isTemporary
      case .transport, .status, .redirect, .notACard, .file, .signature: false
      }
    }
  }

  /// True when there are no credentials for now: nothing is known of the agent.
  package var lacksCredentialsForNow: Bool {
    attempts.contains {
      if case .authorization(let failure) = $0.cause { failure.isTemporary } else { false }
    }
  }

  /// Why the network gave no answer, where that was so.
  package var networkCause: HTTPError.Cause? {
    attempts.lazy.compactMap { if case .transport(let error) = $0.cause { error.cause } else { nil } }.first
  }

  /// True when there is a card, but its signature, or the lack of one, stands in the way.
  package var isAboutSignature: Bool {
    attempts.contains { if case .signature = $0.cause { true } else { false } }
  }

  /// True when the agent was not asked any further, or its card not taken, because that would not have been safe.
  package var isRefusal: Bool {
    attempts.contains {
      switch $0.cause {
      case .transport(let error): error.cause.isRefusal
      case .redirect, .refusedWithout, .signature: true
      case .refused, .authorization, .status, .notACard, .file: false
      }
    }
  }

  /// The attempt that says most: one that reached something beats a plain 404.
  package var description: String {
    let telling = attempts.first { if case .status(404) = $0.cause { false } else { true } } ?? attempts.first
    guard let telling else { return "no place to look for the card" }
    switch telling.cause {
    case .file(let reason), .signature(let reason): return reason
    case .transport, .authorization, .refused, .refusedWithout, .status, .redirect, .notACard: break
    }
    return "no agent card at \(telling.url.redacted): \(telling.cause)"
  }
}

extension CardFailure.Cause: CustomStringConvertible {
  package var description: String {
    switch self {
    case .transport(let error): "\(error)"
    case .authorization(let failure): failure.reason
    case .refused(let status, let words):
      "HTTP \(status): the agent wants credentials, or others than it got\(words.map { "; \($0)" } ?? "")"
    case .refusedWithout(let status, let origin):
      "HTTP \(status) at \(origin), where it leads; credentials are sent there if the agent is configured under that "
        + "address, or it is in \"allowedOrigins\""
    case .status(let status): "HTTP \(status)"
    case .redirect(let reason): reason
    case .file(let reason), .signature(let reason): reason
    case .notACard(let reason): "what is there is not a card: \(reason)"
    }
  }
}
