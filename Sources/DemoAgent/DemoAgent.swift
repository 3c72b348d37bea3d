package import HTTPServer

/// An A2A agent inside this program: for trying the bridge out, for end-to-end tests and for benchmarks.
///
/// It speaks the JSON-RPC binding of one version of A2A, runs real tasks and keeps them in memory.
package struct DemoAgent: Sendable {
  /// The versions of A2A the agent can speak; one agent speaks one.
  package enum Version: String, Sendable, CaseIterable {
    case v10 = "1.0"
    case v03 = "0.3"
  }

  private let version: Version
  private let pace: Pace
  private let requiredToken: String?
  private let skillCount: Int?
  private let limits: TaskLimits

  /// An agent that is not running yet.
  /// - Parameters:
  ///   - version: The version it speaks.
  ///   - pace: How long the steps of its slow skills take.
  ///   - requiredToken: The bearer token without which only the card is given out; nil for none.
  ///   - skillCount: How many skills the card lists, fewer than the agent has or padded with echoes; nil for its own.
  ///   - limits: What it remembers.
  package init(
    version: Version = .v10, pace: Pace = Pace(), requiredToken: String? = nil, skillCount: Int? = nil,
    limits: TaskLimits = TaskLimits()
  ) {
    self.version = version
    self.pace = pace
    self.requiredToken = requiredToken
    self.skillCount = skillCount
    self.limits = limits
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
    try await withBackground { jobs in
      try await HTTPServer(port: port).withRunning(responder: { port in
        responder(at: Self.url(port), jobs: jobs)
      }) { port in
        try await body(Self.url(port))
      }
    }
  }

  /// Runs the agent without a socket as long as `body` runs, which hands it requests itself.
  package func withResponder<Result>(
    baseURL: String = "http://127.0.0.1:80", _ body: (@escaping HTTPServer.Responder) async throws -> Result
  ) async throws -> Result {
    try await withBackground { jobs in try await body(responder(at: baseURL, jobs: jobs)) }
  }

  private static func url(_ port: Int) -> String { "http://127.0.0.1:\(port)" }

  private func responder(at baseURL: String, jobs: AsyncStream<Job>.Continuation) -> HTTPServer.Responder {
    let skills = SkillSet(count: skillCount)
    let profile = Profile(baseURL: baseURL, requiresToken: requiredToken != nil, skills: skills.all)
    let service = Service(
      skills: skills, store: TaskStore(limits: limits), pace: pace, baseURL: baseURL,
      start: { jobs.yield($0) })
    let site = Site(
      endpoint: Endpoint(wire: version.wire, service: service),
      card: CardDocument(version.wire.card(profile)), cardPaths: version.wire.cardPaths,
      requiredToken: requiredToken)
    return { await site.respond(to: $0) }
  }

  /// Gives `body` a queue of jobs that run beside it, each in its own child task, and are cancelled after it.
  private func withBackground<Result>(
    _ body: (AsyncStream<Job>.Continuation) async throws -> Result
  ) async throws -> Result {
    // No longer than the tasks that may run at the same time: each waiting job is one of them.
    let (jobs, queue) = AsyncStream<Job>.makeStream()
    return try await withThrowingDiscardingTaskGroup { group in
      group.addTask {
        await withDiscardingTaskGroup { running in
          for await job in jobs { running.addTask { await job.run() } }
        }
      }
      defer { group.cancelAll() }
      return try await body(queue)
    }
  }
}

extension DemoAgent.Version {
  var wire: any Wire {
    switch self {
    case .v10: V10()
    case .v03: V03()
    }
  }
}
