package import HTTPServer

/// An A2A agent inside this program: for trying the bridge out, for end-to-end tests and for benchmarks.
///
/// It speaks one version of A2A over all bindings, runs real tasks and keeps them in memory.
package struct DemoAgent: Sendable {
  /// The versions of A2A the agent can speak; one agent speaks one.
  package enum Version: String, Sendable, CaseIterable {
    case v10 = "1.0"
    case v03 = "0.3"
  }

  private let version: Version
  private let bindings: [Binding]
  private let pace: Pace
  private let requiredToken: String?
  private let skillCount: Int?
  private let features: Features
  private let limits: TaskLimits
  private let pushLimits: PushLimits

  /// An agent that is not running yet.
  /// - Parameters:
  ///   - version: The version it speaks.
  ///   - bindings: The bindings it offers, the preferred one first.
  ///   - pace: How long the steps of its slow skills take.
  ///   - requiredToken: The bearer token without which only the card is given out; nil for none.
  ///   - skillCount: How many skills the card lists, fewer than the agent has or padded with echoes; nil for its own.
  ///   - features: What it offers beyond plain messages.
  ///   - limits: What it remembers.
  ///   - pushLimits: How hard it tries to reach webhooks.
  package init(
    version: Version = .v10, bindings: [Binding] = Binding.allCases, pace: Pace = Pace(),
    requiredToken: String? = nil, skillCount: Int? = nil, features: Features = Features(),
    limits: TaskLimits = TaskLimits(), pushLimits: PushLimits = PushLimits()
  ) {
    self.version = version
    self.bindings = bindings
    self.pace = pace
    self.requiredToken = requiredToken
    self.skillCount = skillCount
    self.features = features
    self.limits = limits
    self.pushLimits = pushLimits
  }

  /// Runs the agent on the loopback interface as long as `body` runs.
  ///
  /// When `body` is done, running tasks are cancelled and connections closed before this returns. Throws
  /// `BindError`, or what `body` throws.
  /// - Parameters:
  ///   - port: The port; 0 for a free one.
  ///   - body: Gets the URL of the agent, such as `http://127.0.0.1:41241`; the card is at its well-known path.
  package func withRunning<Result>(
    port: Int = 0, _ body: (_ url: String) async throws -> Result
  ) async throws -> Result {
    let signer = features.signsPushes ? PushSigner() : nil
    return try await withBackground(signer) { work in
      try await HTTPServer(port: port).withRunning(responder: { port in
        responder(at: Self.url(port), signer, work)
      }) { port in
        try await body(Self.url(port))
      }
    }
  }

  /// Runs the agent without a socket as long as `body` runs, which hands it requests itself.
  package func withResponder<Result>(
    baseURL: String = "http://127.0.0.1:80", _ body: (@escaping HTTPServer.Responder) async throws -> Result
  ) async throws -> Result {
    let signer = features.signsPushes ? PushSigner() : nil
    return try await withBackground(signer) { work in try await body(responder(at: baseURL, signer, work)) }
  }

  private static func url(_ port: Int) -> String { "http://127.0.0.1:\(port)" }

  private func responder(
    at baseURL: String, _ signer: PushSigner?, _ work: AsyncStream<BackgroundWork>.Continuation
  ) -> HTTPServer.Responder {
    let site = site(at: baseURL, signer) { work.yield($0) }
    return { await site.respond(to: $0) }
  }

  private func site(
    at baseURL: String, _ signer: PushSigner?, start: @escaping @Sendable (BackgroundWork) -> Void
  ) -> Site {
    let edition = version.edition
    let skills = SkillSet(count: skillCount)
    let service = Service(
      skills: skills, store: TaskStore(limits: limits), pace: pace, features: features,
      extendedProfile: requiredToken == nil ? nil : profile(at: baseURL, with: skills.extended),
      baseURL: baseURL, start: start)
    let reception = Reception(edition: edition, service: service)
    return Site(
      service: service,
      card: CardDocument(edition.card(profile(at: baseURL, with: skills.all))), cardPaths: edition.cardPaths,
      rpc: bindings.contains(.jsonRPC) ? RPCEndpoint(dialect: edition.rpc, reception: reception) : nil,
      rest: bindings.contains(.rest) ? RESTEndpoint(dialect: edition.rest, reception: reception) : nil,
      grpc: bindings.contains(.gRPC) ? GRPCEndpoint(dialect: edition.grpc, reception: reception) : nil,
      keySet: signer?.keySet, requiredToken: requiredToken)
  }

  private func profile(at baseURL: String, with skills: [Skill]) -> Profile {
    Profile(
      baseURL: baseURL, bindings: bindings, requiresToken: requiredToken != nil, features: features,
      skills: skills)
  }

  /// Gives `body` a queue of work that runs beside it, each in its own child task, and is cancelled after it.
  private func withBackground<Result>(
    _ signer: PushSigner?, _ body: (AsyncStream<BackgroundWork>.Continuation) async throws -> Result
  ) async throws -> Result {
    let sender = PushSender(edition: version.edition, signer: signer, limits: pushLimits)
    // No longer than the tasks that may run at the same time, and their webhooks: each waiting turn is one of them.
    let (queue, work) = AsyncStream<BackgroundWork>.makeStream()
    return try await withThrowingDiscardingTaskGroup { group in
      group.addTask {
        await withDiscardingTaskGroup { running in
          for await piece in queue { running.addTask { await piece.run(sender) } }
        }
      }
      defer { group.cancelAll() }
      return try await body(work)
    }
  }
}

extension DemoAgent.Version {
  var edition: any Edition {
    switch self {
    case .v10: V10()
    case .v03: V03()
    }
  }
}
