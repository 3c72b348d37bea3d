import JSON
import JSONRPC

/// Answers the requests that need the provider, each on a task of its own.
struct ToolService: Sendable {
  let info: ServerInfo
  let provider: any ServerProvider
  let limits: SessionLimits
  let clock: SessionClock
  let delayed: DelayedActions
  let calls: InFlightCalls
  let listChanged: ListChangedNotice
  let replies: ReplyWriter

  /// What a request is, beside its params.
  struct Request: Sendable {
    let id: RequestID
    /// What its client speaks.
    let version: ProtocolVersion
    let route: ReplyRoute
    /// The size of the line it came in.
    let bytes: Int
  }

  func list(_ params: ListToolsParams, _ request: Request) async {
    // Later pages continue a list that the client has seen the beginning of.
    let isFirstPage = params.cursor == nil
    let refusal = calls.start(request.id, .listing, bytes: request.bytes) { ticket in
      if isFirstPage { await provider.settle() }
      // The right to answer comes first: a listing that is cancelled after all has shown the client nothing.
      guard calls.claimReply(to: ticket) else {
        return await replies.leaveCancelled(request.id, by: request.route)
      }
      // Before the tools are looked at, so that a change in between is told rather than lost.
      if isFirstPage, request.version.era == .legacy { listChanged.clientLists() }
      await replies.reply(page(params, request), to: request.id, by: request.route)
    }
    if let refusal { await replies.reply(.failure(refusal), to: request.id, by: request.route) }
  }

  func call(_ params: CallToolParams, _ request: Request) async {
    let refusal = calls.start(request.id, .call, bytes: request.bytes) { ticket in
      guard calls.isOwed(ticket) else {
        return await replies.leaveCancelled(request.id, by: request.route)
      }
      let progress = progressStream(params, request)
      let answer = await withTaskCancellationHandler {
        await outcome(of: params, request, progress)
      } onCancel: {
        // The provider may take its time to end, and the client wants to hear no more.
        progress?.close()
      }
      progress?.close()
      await reply(answer, to: request, ticket) { bytes in
        .success(result(.tooLong(bytes, limits.outputLineBytes), for: request.version))
      }
    }
    if let refusal { await replies.reply(.failure(refusal), to: request.id, by: request.route) }
  }

  private func outcome(
    of params: CallToolParams, _ request: Request, _ progress: ProgressStream?
  ) async -> ReplyWriter.Outcome {
    let call = ToolCall(name: params.name, arguments: params.arguments, requestID: request.id)
    let reporter = progress.map { stream in ProgressReporter { stream.report($0) } } ?? .unwanted
    do throws(RPCError) {
      return .success(result(try await provider.call(call, progress: reporter).plain, for: request.version))
    } catch {
      return .failure(error)
    }
  }

  private func progressStream(_ params: CallToolParams, _ request: Request) -> ProgressStream? {
    guard let token = params.progressToken, token.byteCount <= limits.progressTokenBytes else { return nil }
    return ProgressStream(
      token: token, version: request.version, limits: limits, clock: clock, delayed: delayed,
      output: replies.output)
  }

  /// One answer, or none if the request was cancelled: whoever takes the ticket's right decides.
  private func reply(
    _ outcome: ReplyWriter.Outcome, to request: Request, _ ticket: InFlightCalls.Ticket,
    orIfTooLong tooLong: @escaping (Int) -> ReplyWriter.Outcome
  ) async {
    if calls.claimReply(to: ticket) {
      await replies.reply(outcome, to: request.id, by: request.route, orIfTooLong: tooLong)
    } else {
      await replies.leaveCancelled(request.id, by: request.route)
    }
  }

  // MARK: Results by era

  private func page(_ params: ListToolsParams, _ request: Request) -> ReplyWriter.Outcome {
    let frame = listing(["tools": []], for: request.version)
    do throws(RPCError) {
      let page = try ToolPage(
        of: provider.tools(), after: params.cursor, for: request.version, count: limits.listedTools,
        bytes: replies.room(beside: frame, to: request.id))
      return .success(listing(page.json, for: request.version))
    } catch {
      return .failure(error)
    }
  }

  private func listing(_ page: JSONObject, for version: ProtocolVersion) -> JSONObject {
    switch version.era {
    case .legacy: page
    case .modern: ModernResults.listTools(page, info)
    }
  }

  private func result(_ result: ToolResult, for version: ProtocolVersion) -> JSONObject {
    let json = result.json(for: version)
    return switch version.era {
    case .legacy: json
    case .modern: ModernResults.complete(json, info)
    }
  }
}

extension ToolResult {
  /// Instead of a result that is too long for a line: an error the model can act on.
  fileprivate static func tooLong(_ bytes: Int, _ limit: Int) -> ToolResult {
    let text =
      "The tool's answer has \(bytes) bytes as one message; at most \(limit) can be sent. "
      + "Ask for less, or for parts."
    return ToolResult(content: [.text(text)], isError: true)
  }
}

extension RequestID {
  /// What it takes to echo.
  var byteCount: Int {
    switch self {
    case .string(let string): string.utf8.count
    case .integer(let number): number.text.utf8.count
    }
  }
}

extension ToolAnswer {
  /// For a client that can't be asked anything.
  fileprivate var plain: ToolResult {
    switch self {
    case .result(let result): result
    case .question(let question): question.fallback
    case .task: ToolResult(content: [.text("a task")])
    }
  }
}
