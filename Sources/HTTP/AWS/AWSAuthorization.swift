import Crypto
import Encodings
import Telemetry

/// Signs one request by Signature Version 4 of AWS ("Create a signed AWS API request" in its documentation).
///
/// libcurl has this too, but signs paths and queries as they are and fields that are not sent: what it makes of
/// `/v1/message:send`, of a resource name in a path, or of two query items in another order than the alphabet's, AWS
/// refuses.
struct AWSAuthorization {
  private static let algorithm = "AWS4-HMAC-SHA256"

  let request: HTTPRequest
  let signature: AWSSignature
  let time: CalendarTime

  /// What is added to the request: when it was signed, and the signature.
  var fields: [(name: String, value: String)] {
    let names = signedFields.map(\.name).joined(separator: ";")
    let authorization = signature.keyID.withRevealed { keyID in
      "\(Self.algorithm) Credential=\(keyID)/\(scope), SignedHeaders=\(names), Signature=\(mark)"
    }
    return [("X-Amz-Date", time.basic), ("Authorization", authorization)]
  }

  private var scope: String { "\(time.day)/\(signature.region)/\(signature.service)/aws4_request" }

  private var mark: String {
    let digest = SHA256.hash(data: Array(canonicalRequest.utf8))
    let text = [Self.algorithm, time.basic, scope, digest.hexadecimal].joined(separator: "\n")
    return Self.code(text, by: key).hexadecimal
  }

  private var key: SymmetricKey {
    let secret = signature.secret.withRevealed { SymmetricKey(data: Array("AWS4\($0)".utf8)) }
    return [time.day, signature.region, signature.service, "aws4_request"].reduce(secret) { key, text in
      SymmetricKey(data: Self.code(text, by: key))
    }
  }

  private static func code(_ text: String, by key: SymmetricKey) -> HMAC<SHA256>.MAC {
    HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
  }

  // MARK: What is signed

  var canonicalRequest: String {
    let fields = signedFields
    return
      ([request.method.rawValue, canonicalPath, canonicalQuery] + fields.map { "\($0.name):\($0.value)" }
      + ["", fields.map(\.name).joined(separator: ";"), SHA256.hash(data: request.body ?? []).hexadecimal])
      .joined(separator: "\n")
  }

  /// The fields that AWS asks for; those on the way may alter the others.
  private var signedFields: [(name: String, value: String)] {
    let isDefault = request.url.port == (request.url.scheme == "https" ? 443 : 80)
    var fields = [
      "host": [isDefault ? request.url.host : "\(request.url.host):\(request.url.port)"],
      "x-amz-date": [time.basic],
    ]
    for (name, value) in request.fields {
      let name = name.lowercased()
      guard name == "content-type" || name.hasPrefix("x-amz-") else { continue }
      fields[name, default: []].append(value.split(separator: " ").joined(separator: " "))
    }
    return fields.map { ($0.key, $0.value.joined(separator: ",")) }.sorted { $0.0 < $1.0 }
  }

  /// The path as it is sent, encoded once more, without empty segments.
  private var canonicalPath: String {
    let segments = request.url.path.split(separator: "/").map { PercentEncoding.encode(String($0)) }
    let isFolder = request.url.path.hasSuffix("/") && !segments.isEmpty
    return "/" + segments.joined(separator: "/") + (isFolder ? "/" : "")
  }

  private var canonicalQuery: String {
    let items = (request.url.query ?? "").split(separator: "&").map { item in
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (Self.normal(parts[0]), parts.count == 2 ? Self.normal(parts[1]) : "")
    }
    return items.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
  }

  /// The text with exactly those characters encoded that have to be.
  private static func normal(_ text: Substring) -> String {
    PercentEncoding.encode(PercentEncoding.decode(String(text)))
  }
}
