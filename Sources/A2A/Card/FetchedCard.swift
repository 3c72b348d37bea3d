package import HTTP
package import JSON

/// A card as it was received, with what it takes to ask whether it has changed.
package struct FetchedCard: Sendable, Hashable {
  /// The place where it was found.
  package let url: WebURL
  package let etag: String?
  package let lastModified: String?
  /// The longest of these two that is kept, in bytes.
  static let maxValidator = 1_024
  package let freshness: CardFreshness
  /// Whether it was shown only to those whom the agent knows: then the next question for it says who asks.
  package let wantsCredentials: Bool
  package let card: AgentCard
  /// The document itself, unaltered: for telling whether it is another, and for looking at it anew.
  package let document: JSONValue
  /// What of the document is read, and all that may be shown of it: what was signed, or everything where nobody has.
  package let content: JSONValue
  /// Who has signed the card, if that is known: ``card`` and ``content`` are what was signed then.
  package let signed: Signed?

  /// A signature that was found to be right.
  package struct Signed: Sendable, Hashable {
    /// The name of the key, for people.
    package let key: String
    /// What tells the key from all others (RFC 7638).
    package let thumbprint: String
    /// What of the document is covered.
    package let form: SignedForm

    package init(key: String, thumbprint: String, form: SignedForm) {
      self.key = key
      self.thumbprint = thumbprint
      self.form = form
    }
  }

  package init(
    url: WebURL, etag: String? = nil, lastModified: String? = nil, freshness: CardFreshness = .standard,
    wantsCredentials: Bool = false, document: JSONValue
  ) throws(NotACard) {
    self.url = url
    self.etag = Self.validator(etag)
    self.lastModified = Self.validator(lastModified)
    self.freshness = freshness
    self.wantsCredentials = wantsCredentials
    self.document = document
    content = document
    signed = nil
    card = try AgentCard(wire: document)
  }

  /// `text` if it can be sent back: with anything else the card could never be asked for again.
  private static func validator(_ text: String?) -> String? {
    guard let text, text.utf8.count <= maxValidator, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
    else {
      return nil
    }
    return text
  }

  /// The same, but for what is read of it: what somebody has signed.
  package func reading(_ signed: Signed) throws(NotACard) -> FetchedCard {
    guard let text = document.object.flatMap({ signed.form.text(of: $0) }) else {
      throw NotACard("it can't be written as it was signed")
    }
    return FetchedCard(self, by: self, signed, try AgentCard(wire: text.card), of: text.card)
  }

  /// The same, but all of it is read, whoever has signed what.
  package func unsigned() throws(NotACard) -> FetchedCard {
    guard signed != nil else { return self }
    return FetchedCard(self, by: self, nil, try AgentCard(wire: document), of: document)
  }

  /// The same, asked for again at another time.
  package func renewed(by answer: FetchedCard) -> FetchedCard {
    FetchedCard(self, by: answer, signed, card, of: content)
  }

  private init(
    _ fetched: FetchedCard, by answer: FetchedCard, _ signed: Signed?, _ card: AgentCard,
    of content: JSONValue
  ) {
    url = fetched.url
    etag = answer.etag
    lastModified = answer.lastModified
    freshness = answer.freshness
    wantsCredentials = answer.wantsCredentials
    document = fetched.document
    self.content = content
    self.signed = signed
    self.card = card
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
