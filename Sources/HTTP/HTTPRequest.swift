package import Telemetry

/// One request: what to send, and how long and how much to accept in return.
package struct HTTPRequest: Sendable {
  /// The method token.
  package var method: Method
  /// The target.
  package var url: WebURL
  /// Which version of HTTP carries it.
  package var version: Version
  /// What is sent besides the fields that frame the message, which follow from `url` and `body`.
  package var fields: HTTPFields
  /// The content; nil sends none.
  package var body: [UInt8]?
  /// Whether the content of a response that is given whole may come compressed, to be decompressed here. That of a
  /// streamed one never may.
  package var acceptsCompression: Bool
  /// How long each stage may take.
  package var deadlines: HTTPDeadlines
  /// How much of the response is accepted.
  package var limits: HTTPLimits
  /// For how long, once the caller has left or was cancelled, the rest of the response is still received, and
  /// dropped; nil closes the connection at once.
  ///
  /// A response that ends within that time leaves its connection to the next request, and a server that minds
  /// lost readers has not lost one.
  package var farewell: Duration?
  /// What signs the request when it is sent; nil: nothing.
  package var awsSignature: AWSSignature?
  /// The secrets that an authorizer has put into the request, in an order of its own: it is given them back when the
  /// request is refused. Whoever adds a credential adds it here.
  package var shownSecrets: [Secret] = []

  /// Whether the request proves who sends it, and so must not be seen by anybody else: it goes over plain http only
  /// where `ConnectionPolicy` allows that.
  package var carriesCredentials: Bool { !shownSecrets.isEmpty }

  /// A request; only the URL has no default.
  package init(
    method: Method = .get, url: WebURL, version: Version = .negotiated, fields: HTTPFields = [:],
    body: [UInt8]? = nil, acceptsCompression: Bool = true, deadlines: HTTPDeadlines = HTTPDeadlines(),
    limits: HTTPLimits = HTTPLimits(), farewell: Duration? = nil
  ) {
    self.method = method
    self.url = url
    self.version = version
    self.fields = fields
    self.body = body
    self.acceptsCompression = acceptsCompression
    self.deadlines = deadlines
    self.limits = limits
    self.farewell = farewell
  }

  /// Versions of HTTP, as far as a request has a wish.
  package enum Version: Sendable {
    /// HTTP/2 where TLS agrees on it, otherwise HTTP/1.1.
    case negotiated
    /// HTTP/2, also without TLS, where the server must be known to speak it (RFC 9113 §3.3).
    case http2
  }

  /// The request methods in use, by their tokens.
  package enum Method: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether sending twice is the same as sending once (RFC 9110 §9.2.2).
    var isIdempotent: Bool {
      switch self {
      case .get, .head, .put, .delete: true
      case .post, .patch: false
      }
    }

    /// Whether the method means something to send even when there is nothing, so that a length of 0 is stated.
    var expectsBody: Bool {
      switch self {
      case .post, .put, .patch: true
      case .get, .head, .delete: false
      }
    }
  }
}

extension HTTPRequest {
  /// Fields that are there to carry credentials, whoever has set them.
  private static let credentialFields = ["authorization", "cookie", "proxy-authorization", "x-api-key"]

  /// Refuses credentials where everyone on the way could read them.
  ///
  /// - Throws: `HTTPError` with the cause `unencrypted`.
  func checkCredentials(_ policy: ConnectionPolicy) throws(HTTPError) {
    guard url.scheme == "http", !url.isLoopback, !policy.allowsPlainCredentials else { return }
    guard
      carriesCredentials || awsSignature != nil
        || Self.credentialFields.contains(where: { fields[$0] != nil })
    else { return }
    throw HTTPError(
      .unencrypted, "Credentials are not sent to \(url.origin), for anyone on the way could read them")
  }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Method, URL without its query, field names, body size: nothing that could be a secret.
  package var description: String {
    "\(method.rawValue) \(url.redacted) \(fields)" + (body.map { " \($0.count) bytes" } ?? "")
  }

  /// The same as `description`.
  package var debugDescription: String { description }

  /// The same as `description`: `dump` and test failures look here.
  package var customMirror: Mirror { Mirror(self, unlabeledChildren: [description]) }
}
