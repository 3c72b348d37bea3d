/// Why an exchange did not produce a complete response.
package struct HTTPError: Error, Sendable, Equatable {
  /// What went wrong, by who has to act on it.
  package enum Cause: Sendable, Hashable {
    /// The host's (or the proxy's) name has no address.
    case dns
    /// No connection: refused, unreachable, or refused by the proxy.
    case refused
    /// The name leads to an address that `ConnectionPolicy.Reach` rules out.
    case addressRefused
    /// The request carries credentials and would have gone over plain http.
    case unencrypted
    /// No trust: the handshake failed, or the certificate isn't the host's.
    case tls
    /// A deadline passed.
    case timeout(Deadline)
    /// The connection, or the stream within it, ended before the response did.
    case reset
    /// More header bytes than `HTTPLimits.headerBytes`, more fields than `HTTPLimits.headerFields`, or a single line
    /// that libcurl won't hold.
    case headersTooLarge
    /// More content than `HTTPLimits.bodyBytes`, after decompression, or more than `HTTPLimits.maximumExpansion` times
    /// what has arrived.
    case bodyTooLarge
    /// More is being received at the same time than `MemoryBudget` has room for.
    case overloaded
    /// The caller's task was cancelled, or the response was left or its client dropped.
    case cancelled
    /// What arrived is not HTTP, or its content is not encoded as it claims, or as it was asked for.
    case malformedResponse
    /// The request could not be sent as it is.
    case invalidRequest
    /// Anything else; `detail` says what.
    case other

    /// True when the request was held back because sending it would not have been safe.
    package var isRefusal: Bool {
      switch self {
      case .addressRefused, .unencrypted, .tls: true
      case .dns, .refused, .timeout, .reset, .headersTooLarge, .bodyTooLarge, .overloaded, .cancelled,
        .malformedResponse, .invalidRequest, .other:
        false
      }
    }
  }

  /// The deadlines of `HTTPDeadlines`.
  package enum Deadline: String, Sendable {
    case connect, firstByte, idle, crawl, total
  }

  /// What went wrong.
  package let cause: Cause
  /// False only when certainly no peer has read a byte of the request, so that sending again is safe.
  package let mayHaveBeenSent: Bool
  /// Particulars, mostly in libcurl's words: may name the host, never a field value, a path or a query.
  package let detail: String

  /// An error; by default of a request that never left.
  package init(_ cause: Cause, _ detail: String, mayHaveBeenSent: Bool = false) {
    self.cause = cause
    self.mayHaveBeenSent = mayHaveBeenSent
    self.detail = detail
  }
}

extension HTTPError: CustomStringConvertible {
  /// One sentence: the cause, the particulars, and whether the request may have been sent.
  package var description: String {
    "\(cause): \(detail) (the request \(mayHaveBeenSent ? "may have been" : "was not") sent)"
  }
}

extension HTTPError.Cause: CustomStringConvertible {
  /// The cause in a few words.
  package var description: String {
    switch self {
    case .dns: "the host name could not be resolved"
    case .refused: "no connection could be made"
    case .addressRefused: "the address is not allowed"
    case .unencrypted: "the connection would not be encrypted"
    case .tls: "no trusted TLS connection could be made"
    case .timeout(.connect): "connecting took too long"
    case .timeout(.firstByte): "the response took too long to begin"
    case .timeout(.idle): "the response paused for too long"
    case .timeout(.crawl): "the response came too slowly"
    case .timeout(.total): "the exchange took too long"
    case .reset: "the connection ended before the response was complete"
    case .headersTooLarge: "the response's header is too large"
    case .bodyTooLarge: "the response's content is too large"
    case .overloaded: "too much is being received at the same time"
    case .cancelled: "the request was cancelled"
    case .malformedResponse: "the response is malformed"
    case .invalidRequest: "the request is invalid"
    case .other: "the request failed"
    }
  }
}
