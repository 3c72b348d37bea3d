import JSON
import JSONRPC
import Logging
import Telemetry

/// Reads one client's messages in their order; the only place where order matters.
///
/// Nothing here waits for a provider, so a cancellation or a ping always gets through.
struct Conversation {
  private let tools: ToolService
  private let coreTasks: CoreTaskService
  private let tasks: ExtensionTaskService
  private let catalog: CatalogService
  private let listening: ListenService
  private let subscriptions: ResourceSubscriptions
  private let log: Logger
  /// What the legacy client speaks, once it has sent `initialize`.
  private var session: ProtocolVersion?
  /// What it can do.
  private var client = ClientCapabilities()
  private var malformedReplies: RateLimit
  private var malformedLogs: RateLimit
  private var messagesInTurn = 0

  init(
    tools: ToolService, coreTasks: CoreTaskService, tasks: ExtensionTaskService, catalog: CatalogService,
    listening: ListenService, subscriptions: ResourceSubscriptions, log: Logger
  ) {
    self.tools = tools
    self.coreTasks = coreTasks
    self.tasks = tasks
    self.catalog = catalog
    self.listening = listening
    self.subscriptions = subscriptions
    self.log = log
    malformedReplies = RateLimit(tools.limits.malformedRepliesPerSecond, per: .seconds(1))
    malformedLogs = RateLimit(tools.limits.malformedLogsPerMinute, per: .seconds(60))
  }

  /// Receives lines until they end or the task is cancelled.
  mutating func run(_ input: some AsyncSequence<InputLine, Never>) async {
    for await line in input {
      switch line {
      case .text(let bytes): await receive(bytes)
      case .tooLong(let limit): await refuse(.parseError("a line of more than \(limit) bytes"))
      }
      await takeTurn()
    }
  }

  /// Lets other tasks have the thread when it was long enough ours: neither input that is there nor output that has
  /// room ever suspends this task, so a client that writes fast enough could keep it for good.
  private mutating func takeTurn() async {
    messagesInTurn += 1
    guard messagesInTurn >= tools.limits.messagesPerTurn else { return }
    messagesInTurn = 0
    await Task.yield()
  }

  private mutating func receive(_ bytes: [UInt8]) async {
    let json: JSONValue
    do throws(JSONSyntaxError) {
      json = try JSONValue(parsing: bytes, limits: tools.limits.json)
    } catch {
      return await refuse(.parseError("\(error)"))
    }
    if case .array(let elements) = json { return await receiveBatch(elements, bytes.count) }
    let message = checked(json)
    if mayReceive(message) { await receive(message, by: .line, bytes.count) }
  }

  /// The message that `json` is; one with an id too long to echo is malformed.
  private func checked(_ json: JSONValue) -> RPCMessage {
    switch RPCMessage(json) {
    case .request(let id, _, _) where isTooLong(id):
      .malformed(id: nil, .invalidRequest("the id is too long"))
    case .malformed(let id?, let error) where isTooLong(id): .malformed(id: nil, error)
    case let message: message
    }
  }

  private func isTooLong(_ id: RequestID) -> Bool { id.byteCount > tools.limits.idBytes }

  /// Whether anything is to be done about `message`; mistakes are counted here.
  private mutating func mayReceive(_ message: RPCMessage) -> Bool {
    switch message {
    case .request, .notification, .response: return true
    case .malformed(_, let error): return mayRefuse(error)
    case .unanswerable(_, let error):
      note("malformed message ignored", error)
      return true
    }
  }

  private mutating func receive(_ message: RPCMessage, by route: ReplyRoute, _ bytes: Int) async {
    switch message {
    case .request(let id, let method, let params):
      let meta = params?["_meta"]
      let (trace, hops) = (TraceContext(meta: meta), HopCount.read(meta: meta))
      guard trace != nil || hops != nil else { return await answer(method, params, id, by: route, bytes) }
      await TraceContext.$current.withValue(trace) {
        await HopCount.$incoming.withValue(hops) { await answer(method, params, id, by: route, bytes) }
      }
    case .notification(let method, let params): receive(ClientNotification(method: method, params: params))
    case .malformed(let id, let error): await reply(.failure(error), to: id, by: route)
    case .response(let id, let outcome): tools.questions.receive(outcome, for: id)
    // Nothing better will come, so nobody waits for it.
    case .unanswerable(let id, let error): tools.questions.receive(.failure(error), for: id)
    }
  }

  private func receive(_ notification: ClientNotification) {
    switch notification {
    case .initialized: if session?.hasQuietListChanges == false { catalog.listNotices.clientIsReady() }
    case .cancelled(let id): tools.calls.cancel(id)
    case .ignored: break
    }
  }

  // MARK: Requests

  private mutating func answer(
    _ method: String, _ params: JSONObject?, _ id: RequestID, by route: ReplyRoute, _ bytes: Int
  ) async {
    guard !tools.calls.contains(id) else { return await reply(.failure(.duplicate), to: id, by: route) }
    do throws(RPCError) {
      switch try ClientRequest(method: method, params: params, session: session) {
      case .legacy(let request): try await answer(request, id, by: route, bytes)
      case .modern(let request, let version, let client):
        if case .batch = route {
          throw .invalidRequest("no batches with protocol version \(version.rawValue)")
        }
        try await answer(
          request, .init(id: id, version: version, client: client, route: route, bytes: bytes))
      }
    } catch {
      await reply(.failure(error), to: id, by: route)
    }
  }

  private mutating func answer(
    _ request: LegacyRequest, _ id: RequestID, by route: ReplyRoute, _ bytes: Int
  ) async throws(RPCError) {
    switch request {
    case .initialize(let params):
      if case .batch = route { throw .invalidRequest("initialize must not be part of a batch") }
      session = params.version
      client = params.client
      catalog.listNotices.clientIsInitializing()
      subscriptions.endAll()
      await reply(.success(LegacyResults.initialize(tools.info, as: params.version)), to: id, by: route)
    case .ping: await reply(.success(LegacyResults.empty), to: id, by: route)
    case .callTool(let params): await tools.call(params, try inSession(id, route, bytes))
    case .task(let request): await coreTasks.answer(request, try inSession(id, route, bytes))
    case .catalog(let request): await catalog.answer(request, try inSession(id, route, bytes))
    case .subscribe(let params):
      try subscriptions.subscribe(to: params.uri)
      await reply(.success(LegacyResults.empty), to: id, by: route)
    case .unsubscribe(let params):
      subscriptions.unsubscribe(from: params.uri)
      await reply(.success(LegacyResults.empty), to: id, by: route)
    }
  }

  private func inSession(
    _ id: RequestID, _ route: ReplyRoute, _ bytes: Int
  ) throws(RPCError) -> ToolService.Request {
    guard let session else { throw ModernEnvelope.missing }
    return ToolService.Request(id: id, version: session, client: client, route: route, bytes: bytes)
  }

  private func answer(_ request: ModernRequest, _ details: ToolService.Request) async throws(RPCError) {
    switch request {
    case .discover:
      await reply(.success(ModernResults.discover(tools.info)), to: details.id, by: details.route)
    case .callTool(let params): await tools.call(params, details)
    case .task(let request): await tasks.answer(request, details)
    case .catalog(let request): await catalog.answer(request, details)
    case .listen(let params): try await listening.listen(params, details)
    }
  }

  // MARK: Batches

  private mutating func receiveBatch(_ elements: [JSONValue], _ bytes: Int) async {
    guard session?.hasBatches == true else {
      return await refuse(.invalidRequest("batches are part of protocol version 2025-03-26 only"))
    }
    guard (1...tools.limits.batchMessages).contains(elements.count) else {
      let problem = "a batch has 1 to \(tools.limits.batchMessages) messages, not \(elements.count)"
      return await refuse(.invalidRequest(problem))
    }
    // A mistake over the limit of answers has no place in the reply.
    let messages = elements.map { checked($0) }.filter { mayReceive($0) }
    let batch = BatchReply(count: messages.count(where: \.isAnswered), limit: tools.limits.outputLineBytes)
    var position = 0
    for message in messages {
      await receive(message, by: .batch(batch, position: position), bytes / elements.count)
      if message.isAnswered { position += 1 }
      await takeTurn()
    }
  }

  // MARK: Replies

  private func reply(_ outcome: ReplyWriter.Outcome, to id: RequestID?, by route: ReplyRoute) async {
    await tools.replies.reply(outcome, to: id, by: route)
  }

  /// Answers a line that is no message.
  private mutating func refuse(_ error: RPCError) async {
    if mayRefuse(error) { await reply(.failure(error), to: nil, by: .line) }
  }

  /// Whether one more mistake may be answered: the limit keeps two confused programs from talking for ever.
  private mutating func mayRefuse(_ error: RPCError) -> Bool {
    guard malformedReplies.allows(at: tools.clock.now()) else { return false }
    note("malformed message refused", error)
    return true
  }

  private mutating func note(_ event: Logger.Message, _ error: RPCError) {
    guard malformedLogs.allows(at: tools.clock.now()) else { return }
    log.warning(event, metadata: ["error": "\(error.message)"])
  }
}

extension TraceContext {
  /// That of a request with this `_meta`, in either era (2026-07-28, basic/index, "_meta").
  fileprivate init?(meta: JSONValue?) {
    guard let parent = meta?["traceparent"]?.string else { return nil }
    self.init(traceparent: parent, tracestate: meta?["tracestate"]?.string)
  }
}

extension RPCMessage {
  fileprivate var isAnswered: Bool {
    switch self {
    case .request, .malformed: true
    case .notification, .response, .unanswerable: false
    }
  }
}

extension RPCError {
  fileprivate static func parseError(_ problem: String) -> RPCError {
    RPCError(code: parseError, message: "Parse error: \(problem)")
  }

  fileprivate static func invalidRequest(_ problem: String) -> RPCError {
    RPCError(code: invalidRequest, message: "Invalid Request: \(problem)")
  }
}
