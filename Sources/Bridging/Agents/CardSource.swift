import A2A
import HTTP
import Settings

/// Where an agent's card comes from, and whom the user trusts by saying so.
struct CardSource: Sendable {
  /// The agent's address as the user gave it, else the first whole one in the user's own card.
  let url: WebURL
  /// The origins that may be called with the agent's credentials.
  let trusted: Set<Origin>
  /// The card, if it is the user's own: nobody is asked for it then.
  let own: OwnCard?

  /// Why settings name no place for a card.
  struct Invalid: Error {
    let reason: String
  }

  init(_ settings: AgentSettings) throws(Invalid) {
    own = settings.card
    let given = try settings.url.map(Self.url)
    let addresses =
      try settings.card.map { (card) throws(Invalid) in try Self.addresses(in: card, beside: given) } ?? []
    guard let url = given ?? addresses.first else {
      throw Invalid(reason: "its card has no whole address: a \"url\" is needed")
    }
    self.url = url
    // A local address in a card for another place means that place, as in cards that are fetched.
    let trusted = given == nil ? addresses : addresses.filter { !$0.isLoopback && !$0.isUnspecified }
    let allowed = try settings.allowedOrigins.map(Self.url)
    self.trusted = Set(([url] + trusted + allowed).map(\.origin))
  }

  /// The user's own card as it is now, which a file may have changed.
  ///
  /// - Parameter isKnown: True when the card of the configuration has been read already.
  func ownCard(_ card: OwnCard, isKnown: Bool) throws(CardFailure.Cause) -> FetchedCard {
    var current = card
    if isKnown, let file = card.file {
      do throws(OwnCard.Failure) {
        current = try OwnCard(file: file)
      } catch {
        throw .file("\(error)")
      }
    }
    let lifetime = card.file == nil ? CardFreshness.longest : CardFreshness.shortest
    do throws(NotACard) {
      return try FetchedCard(
        url: url, freshness: CardFreshness(lifetime: lifetime, mayBeKept: false), document: current.document)
    } catch {
      throw .notACard(error.reason)
    }
  }

  private static func url(_ text: String) throws(Invalid) -> WebURL {
    do throws(InvalidURL) {
      return try WebURL(text)
    } catch {
      throw Invalid(reason: "\(error)")
    }
  }

  /// The addresses in a card that need no other to be understood.
  private static func addresses(in card: OwnCard, beside given: WebURL?) throws(Invalid) -> [WebURL] {
    let interfaces: [AgentInterface]
    do throws(NotACard) {
      interfaces = try AgentCard(wire: card.document).interfaces
    } catch {
      throw Invalid(reason: "what stands for its card is none: \(error.reason)")
    }
    let whole = interfaces.map { try? WebURL($0.url) }
    // Whether an address of gRPC means TLS depends on where the card is.
    let elsewhere = try url("https://localhost")
    let place = given ?? whole.compactMap(\.self).first ?? elsewhere
    return zip(interfaces, whole).compactMap { interface, url in
      interface.binding == .grpc ? try? GRPCAddress.url(interface.url, from: place) : url
    }
  }
}
