import HTTP
import JOSE

/// A key set from somebody's server, with what the server says of how long it lasts.
struct FetchedKeys: Sendable {
  let keys: KeySet
  let fields: HTTPFields

  /// How long a key set may take to come.
  static let limit = Duration.seconds(10)

  /// Why there is none.
  struct Unavailable: Error {
    let reason: String
  }

  /// Fetches the key set at `url`, as a stranger and without following redirects.
  init(at url: WebURL, by client: HTTPClient) async throws(Unavailable) {
    var request = HTTPRequest(url: url)
    request.fields["Accept"] = "application/jwk-set+json, application/json"
    request.deadlines.total = Self.limit
    request.limits.bodyBytes = KeySet.maxBytes
    let head: HTTPResponse.Head
    let body: [UInt8]
    do throws(HTTPError) {
      (head, body) = try await client.response(to: request)
    } catch {
      throw Unavailable(reason: "\(error)")
    }
    guard head.status == 200 else { throw Unavailable(reason: "HTTP \(head.status)") }
    do throws(KeySet.Invalid) {
      keys = try KeySet(bytes: body)
    } catch {
      throw Unavailable(reason: "\(error)")
    }
    fields = head.fields
  }
}
