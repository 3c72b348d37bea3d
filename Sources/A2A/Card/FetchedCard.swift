package import HTTP
package import JSON

/// A card as it was received, with what it takes to ask whether it has changed.
package struct FetchedCard: Sendable, Hashable {
  /// The place where it was found.
  package let url: WebURL
  package let etag: String?
  package let lastModified: String?
  package let freshness: CardFreshness
  /// Whether it was shown only to those whom the agent knows: then the next question for it says who asks.
  package let wantsCredentials: Bool
  package let card: AgentCard
  /// The document itself, unaltered.
  package let document: JSONValue

  package init(
    url: WebURL, etag: String? = nil, lastModified: String? = nil, freshness: CardFreshness = .standard,
    wantsCredentials: Bool = false, document: JSONValue
  ) throws(NotACard) {
    self.url = url
    self.etag = etag
    self.lastModified = lastModified
    self.freshness = freshness
    self.wantsCredentials = wantsCredentials
    self.document = document
    card = try AgentCard(wire: document)
  }

  init(
    url: WebURL, _ fields: HTTPFields, body: [UInt8], wantsCredentials: Bool
  ) throws(CardFailure.Cause) {
    let document: JSONValue
    do throws(JSONSyntaxError) {
      document = try JSONValue(parsing: body)
    } catch {
      throw .notACard("it is no JSON: \(error)")
    }
    do throws(NotACard) {
      try self.init(
        url: url, etag: fields["ETag"], lastModified: fields["Last-Modified"],
        freshness: CardFreshness(fields), wantsCredentials: wantsCredentials, document: document)
    } catch {
      throw .notACard(error.reason)
    }
  }
}
