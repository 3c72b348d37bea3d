internal import HTTPServer

extension ServerRequest {
  /// The names and values of the query, decoded (RFC 3986 §2.1); nil when an escape in it is none.
  var queryItems: [(name: String, value: String)]? {
    var items: [(name: String, value: String)] = []
    for pair in (query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts.first?.percentDecoded, let value = (parts.dropFirst().first ?? "").percentDecoded
      else { return nil }
      items.append((name, value))
    }
    return items
  }

  /// The first value called `name` in the query.
  func queryValue(of name: String) -> String? {
    queryItems?.first { $0.name == name }?.value
  }

  /// The media type of the body, in small letters and without its parameters.
  var mediaType: String? {
    fields["Content-Type"]?.prefix { $0 != ";" && $0 != " " }.lowercased()
  }
}
