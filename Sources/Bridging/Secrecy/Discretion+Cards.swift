import A2A
import JSON
import Settings
import Telemetry

extension Discretion {
  /// What came of asking for a card. Before anything is read from a card, so that nothing has to be taken out of what
  /// is made of it or kept of it.
  func clean(_ answer: CardFetcher.Answer) throws(CardFailure) -> CardFetcher.Answer {
    guard case .card(let card) = answer else { return answer }
    do throws(NotACard) {
      return .card(try clean(card))
    } catch {
      throw CardFailure(attempts: [CardFailure.Attempt(url: card.url, cause: .notACard(error.reason))])
    }
  }

  private func clean(_ card: FetchedCard) throws(NotACard) -> FetchedCard {
    let document = cleanCard(card.document)
    let isClean = document == card.document && card.etag == clean(card.etag)
    guard !isClean || card.lastModified != clean(card.lastModified) else { return card }
    // Without the marks by which it could be asked for again: one of them may be the secret.
    return try FetchedCard(
      url: card.url, freshness: card.freshness, wantsCredentials: card.wantsCredentials, document: document)
  }

  /// A card as it comes in, without what stands in it as it is or would once it is shown.
  func cleanCard(_ document: JSONValue) -> JSONValue {
    redaction.isEmpty ? document : document.redacted { cleanShown($0) }
  }

  /// Words that will be shown, in one way or another: as they are, unless a secret stands in them or will, once what
  /// hides it is taken out.
  func cleanShown(_ words: String) -> String {
    let words = clean(words)
    guard !CleanText.isPlain(words) else { return words }
    return CleanText.cleanings.reduce(words) { words, cleaning in
      let shown = cleaning(words)
      let clean = clean(shown)
      return clean == shown ? words : clean
    }
  }
}
