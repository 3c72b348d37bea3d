import JSON
import JSONRPC
import Logging

/// Reads one client's messages in their order; the only place where order matters.
///
/// Nothing here waits for a provider, so a cancellation or a ping always gets through.
struct Conversation {
  private let tools: ToolService
  private let listChanged: ListChangedNotice
  private let log: Logger
  /// The legacy client, once it has sent `initialize`.
  private var session: ClientContext?
  private var malformedReplies: RateLimit

  init(tools: ToolService, listChanged: ListChangedNotice, log: Logger) {
    self.tools = tools
    self.listChanged = listChanged
    self.log = log
    malformedReplies = RateLimit(tools.limits.malformedRepliesPerSecond, per: .seconds(1))
  }

  /// Receives lines until they end or the task is cancelled.
  mutating func run(_ input: some AsyncSequence<InputLine, Never>) async {
    for await line in input {
      switch line {
      case .text(let bytes): await receive(bytes)
      case .tooLong(let limit): await refuse(.parseError("a line of more than \(limit) bytes"), id: nil)
      }
    }
  }

  private mutating func receive(_ bytes: [UInt8]) async {
    let json: JSONValue
    do throws(JSONSyntaxError) {
      json = try JSONValue(parsing: bytes, limits: tools.limits.json)
    } catch {
      return await refuse(.parseError("\(error)"), id: nil)
    }
    if case .array(let elements) = json {
      await receiveBatch(elements, bytes.count)
    } else {
      await receive(RPCMessage(json), by: .line, bytes.count)
    }
  }

  private mutating func receive(_ message: RPCMessage, by route: ReplyRoute, _ bytes: Int) async {
    switch message {
    case .request(let id, _, _) where id.byteCount > tools.limits.idBytes:
      await refuse(.invalidRequest("the id is too long"), id: nil, by: route)
    case .request(let id, let method, let params):
      await answer(method, params, id, by: route, bytes)
    case .notification(let method, let params): receive(ClientNotification(method: method, params: params))
    case .malformed(let id, let error):
      await refuse(error, id: id.flatMap { $0.byteCount > tools.limits.idBytes ? nil : $0 }, by: route)
    // Nothing is asked of clients yet, so every response is a stray one.
    case .response: break
    case .unanswerable(let error): log.warning("malformed message ignored", metadata: ["error": "\(error)"])
    }
  }

  private func receive(_ notification: ClientNotification) {
    switch notification {
    case .initialized: if session?.version.hasQuietListChanges == false { listChanged.clientIsReady() }
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
      switch try ClientRequest(method: method, params: params, hasSession: session != nil) {
      case .legacy(let request): try await answer(request, id, by: route, bytes)
      case .modern(let request, let client):
        if case .batch = route {
          throw .invalidRequest("no batches with protocol version \(client.version.rawValue)")
        }
        await answer(request, .init(id: id, client: client, route: route, bytes: bytes))
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
      session = params.context
      listChanged.clientIsInitializing()
      await reply(.success(LegacyResults.initialize(tools.info, as: params.version)), to: id, by: route)
    case .ping: await reply(.success(LegacyResults.empty), to: id, by: route)
    case .listTools:
      listChanged.clientLists()
      await tools.list(try inSession(id, route, bytes))
    case .callTool(let params): await tools.call(params, try inSession(id, route, bytes))
    }
  }

  private func inSession(
    _ id: RequestID, _ route: ReplyRoute, _ bytes: Int
  ) throws(RPCError) -> ToolService.Request {
    guard let session else { throw ModernEnvelope.missing }
    return ToolService.Request(id: id, client: session, route: route, bytes: bytes)
  }

  private func answer(_ request: ModernRequest, _ details: ToolService.Request) async {
    switch request {
    case .discover:
      await reply(.success(ModernResults.discover(tools.info)), to: details.id, by: details.route)
    case .listTools: await tools.list(details)
    case .callTool(let params): await tools.call(params, details)
    }
  }

  // MARK: Batches

  private mutating func receiveBatch(_ elements: [JSONValue], _ bytes: Int) async {
    guard session?.version.hasBatches == true else {
      return await refuse(.invalidRequest("batches are part of protocol version 2025-03-26 only"), id: nil)
    }
    guard (1...tools.limits.batchMessages).contains(elements.count) else {
      let problem = "a batch has 1 to \(tools.limits.batchMessages) messages, not \(elements.count)"
      return await refuse(.invalidRequest(problem), id: nil)
    }
    let messages = elements.map { RPCMessage($0) }
    let answers = messages.count { $0.isAnswered }
    // A batch of nothing but mistakes counts as one mistake.
    let isMalformed = !messages.contains(where: \.isRequest) && answers > 0
    guard !isMalformed || mayRefuse("a batch without a request") else { return }
    let batch = BatchReply(count: answers, limit: tools.limits.outputLineBytes)
    var position = 0
    for message in messages {
      await receive(message, by: .batch(batch, position: position), bytes / messages.count)
      if message.isAnswered { position += 1 }
    }
  }

  // MARK: Replies

  private func reply(_ outcome: ReplyWriter.Outcome, to id: RequestID?, by route: ReplyRoute) async {
    await tools.replies.reply(outcome, to: id, by: route)
  }

  /// Answers malformed input, within the limit that keeps two confused programs from talking for ever.
  private mutating func refuse(_ error: RPCError, id: RequestID?, by route: ReplyRoute = .line) async {
    switch route {
    case .line: if mayRefuse(error.message) { await reply(.failure(error), to: id, by: route) }
    // Counted with its batch.
    case .batch: await reply(.failure(error), to: id, by: route)
    }
  }

  private mutating func mayRefuse(_ problem: String) -> Bool {
    guard malformedReplies.allows(at: tools.clock.now()) else { return false }
    log.warning("malformed message refused", metadata: ["error": "\(problem)"])
    return true
  }
}

extension RPCMessage {
  fileprivate var isRequest: Bool { if case .request = self { true } else { false } }

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
