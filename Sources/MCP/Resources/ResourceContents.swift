/// What was read (`ResourceContents`).
package struct ResourceContents: Sendable, Hashable {
  package enum Body: Sendable, Hashable {
    case text(String)
    /// Standard base64, padded, in one line.
    case blob(String)
  }

  package let uri: String
  package var mimeType: String?
  package let body: Body

  package init(uri: String, mimeType: String? = nil, _ body: Body) {
    self.uri = uri
    self.mimeType = mimeType
    self.body = body
  }
}
