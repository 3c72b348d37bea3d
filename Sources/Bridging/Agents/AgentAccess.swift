import A2A
import Auth
import HTTP
import Settings
import Telemetry

/// How the bridge reaches one agent: by which connections, with which credentials, and what it takes out of the
/// answers.
struct AgentAccess: Sendable {
  let source: CardSource
  /// Takes out of the agent's words what must not be told of the bridge.
  let discretion: Discretion
  private let settings: AgentSettings
  private let client: HTTPClient
  private let authorizer: OriginBoundAuthorizer
  private let webhook: Webhook?

  init(
    _ settings: AgentSettings, clients: HTTPClients, redaction: Redaction, tokens: TokenSources,
    webhook: Webhook?
  ) throws(RemoteAgent.Invalid) {
    self.settings = settings
    self.webhook = webhook
    discretion = Discretion(redaction: redaction)
    do throws(CardSource.Invalid) {
      source = try CardSource(settings)
    } catch {
      throw RemoteAgent.Invalid(reason: error.reason)
    }
    client = clients.client(for: try ConnectionPolicy(settings, origins: source.trusted))
    do throws(InvalidCredential) {
      authorizer = try OriginBoundAuthorizer(
        settings.credential, headers: settings.headers, for: source.trusted, redaction: redaction,
        tokens: { tokens.tokens($0, for: settings, clients: clients) })
    } catch {
      throw RemoteAgent.Invalid(reason: "\(error)")
    }
  }

  /// Asks for the public card, or looks at the one that the user wrote.
  func card(known old: FetchedCard?) async throws(CardFailure) -> CardFetcher.Answer {
    if let own = source.own {
      do throws(CardFailure.Cause) {
        return .card(try source.ownCard(own, isKnown: old != nil))
      } catch {
        throw CardFailure(attempts: [CardFailure.Attempt(url: source.url, cause: error)])
      }
    }
    let fetcher = CardFetcher(
      client: client, authorizer: authorizer, deadlines: deadlines,
      limits: HTTPLimits(bodyBytes: settings.limits.cardBytes))
    let answer = try await fetcher.fetch(
      CardAddress(source.url), known: old, within: settings.timeouts.card)
    return try discretion.clean(answer)
  }

  /// Which of a card's interfaces the bridge takes, and why not the others.
  func choice(for card: FetchedCard) -> InterfaceChoice {
    InterfaceChoice(
      of: card.card, from: card.url, allowed: source.trusted,
      wishes: InterfaceChoice.Wishes(settings.protocols))
  }

  /// What calls the agent as its card describes it.
  func client(
    for card: AgentCard, at url: WebURL, by binding: DiscreetBinding<NegotiatingBinding>
  ) -> AgentClient {
    AgentClient(binding, streams: card.capabilities.streaming, box: box(for: card, at: url))
  }

  /// - Parameters:
  ///   - remembered: The way that is tried first.
  ///   - onNews: Is told on which ways the agent does and does not understand the bridge.
  func binding(
    by routes: [Route], remembered: Route? = nil,
    onNews: @escaping @Sendable (NegotiatingBinding.News) -> Void = { _ in }
  ) -> DiscreetBinding<NegotiatingBinding> {
    DiscreetBinding(
      NegotiatingBinding(
        routes.map { ($0, $0.speech.binding(at: endpoint($0))) }, remembered: remembered, onNews: onNews),
      discretion)
  }

  private func box(for card: AgentCard, at url: WebURL) -> AgentWebhook? {
    guard card.capabilities.pushNotifications, let webhook else { return nil }
    return AgentWebhook(webhook: webhook, agent: url.origin, client: client)
  }

  private func endpoint(_ route: Route) -> AgentEndpoint {
    AgentEndpoint(
      route.url, tenant: route.tenant, extensions: settings.protocols.extensions, client: client,
      authorizer: authorizer, deadlines: deadlines,
      limits: HTTPLimits(bodyBytes: settings.limits.answerBytes))
  }

  private var deadlines: HTTPDeadlines {
    HTTPDeadlines(
      connect: settings.timeouts.connect, firstByte: settings.timeouts.firstByte,
      idle: settings.timeouts.idle)
  }
}

extension InterfaceChoice.Wishes {
  fileprivate init(_ settings: ProtocolSettings) {
    self.init(
      bindings: settings.bindings.map { AgentInterface.ProtocolBinding(named: $0.rawValue) },
      dialect: DialectName(rawValue: settings.dialect.rawValue))
  }
}
