import JSON
import JSONRPC

/// Answers what clients of both eras ask alike: for lists, resources, prompts, and how words go on.
struct CatalogService: Sendable {
  typealias Request = ToolService.Request

  let info: ServerInfo
  let provider: any ServerProvider
  let limits: SessionLimits
  let work: RequestWork
  let listNotices: ListNotices

  func answer(_ question: CatalogRequest, _ request: Request) async {
    switch question {
    case .list(let listing, let params): await list(listing, params, request)
    case .read(let uri): await read(uri, request)
    case .prompt(let params):
      await lookUp(for: request) { () throws(RPCError) in
        final(try provider.prompt(params.name, params.arguments).json, for: request.version)
      }
    case .complete(let argument):
      await lookUp(for: request) { () throws(RPCError) in
        final(completion(of: argument, for: request.version).json, for: request.version)
      }
    }
  }

  private func list(_ listing: Listing, _ params: ListParams, _ request: Request) async {
    // Later pages continue a list that the client has seen the beginning of.
    let isFirstPage = params.cursor == nil
    await lookUp(for: request, settles: isFirstPage) { () throws(RPCError) in
      // Before the entries are looked at, so that a change in between is told rather than lost.
      if isFirstPage, request.version.era == .legacy { listNotices.clientLists(listing) }
      return try page(of: listing, after: params.cursor, for: request)
    }
  }

  private func read(_ uri: String, _ request: Request) async {
    await work.answer(request, .look) { await contents(of: uri, for: request.version) }
  }

  /// Answers with what takes no time once the provider has settled.
  private func lookUp(
    for request: Request, settles: Bool = true,
    _ result: @escaping @Sendable () throws(RPCError) -> JSONObject
  ) async {
    await work.answerAtOnce(request, after: { if settles { await provider.settle() } }, result)
  }

  // MARK: Results

  private func page(
    of listing: Listing, after cursor: String?, for request: Request
  ) throws(RPCError) -> JSONObject {
    switch listing {
    case .tools: try page(of: listing, provider.tools(), after: cursor, for: request)
    case .resources: try page(of: listing, provider.resources(), after: cursor, for: request)
    case .resourceTemplates: try page(of: listing, provider.resourceTemplates(), after: cursor, for: request)
    case .prompts: try page(of: listing, provider.prompts(), after: cursor, for: request)
    }
  }

  private func page(
    of listing: Listing, _ entries: [some ListEntry], after cursor: String?, for request: Request
  ) throws(RPCError) -> JSONObject {
    let frame = framed([listing.member: []], for: request.version)
    let page = try ListPage(
      of: entries, after: cursor, for: request.version, count: limits.listedEntries,
      bytes: work.replies.room(beside: frame, to: request.id))
    return framed(page.json(of: listing), for: request.version)
  }

  private func contents(of uri: String, for version: ProtocolVersion) async -> ReplyWriter.Outcome {
    do throws(ResourceFailure) {
      let contents = try await provider.read(uri)
      let result: JSONObject = ["contents": .array(contents.map { .object($0.json) })]
      return .success(version.era == .legacy ? result : ModernResults.contents(result, info))
    } catch {
      return .failure(error.error(reading: uri, for: version))
    }
  }

  private func completion(of argument: CompletedArgument, for version: ProtocolVersion) -> Completion {
    let others = version.hasCompletionContext ? argument.others : [:]
    return Completion(
      values: provider.completions(
        of: CompletedArgument(
          argument.reference, name: argument.name, value: argument.value, others: others)))
  }

  private func framed(_ page: JSONObject, for version: ProtocolVersion) -> JSONObject {
    switch version.era {
    case .legacy: page
    case .modern: ModernResults.listing(page, info)
    }
  }

  private func final(_ result: JSONObject, for version: ProtocolVersion) -> JSONObject {
    switch version.era {
    case .legacy: result
    case .modern: ModernResults.complete(result, info)
    }
  }
}
