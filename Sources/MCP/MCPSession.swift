package import Logging

/// Why a session is over.
package enum SessionEnd: Sendable, Equatable {
  /// The input ended, and every call is answered.
  case inputEnded
  /// Nobody reads the output any more.
  case outputClosed
  /// `MCPSession.stop` was called, or the task was cancelled.
  case stopped
}

/// Serves one MCP client over lines of JSON, in every version at once.
///
/// Each message says which era it is of: those of 2026-07-28 stand alone, the others belong to the one legacy session
/// of the pipe.
package final class MCPSession: Sendable {
  private let info: ServerInfo
  private let provider: any ServerProvider
  private let limits: SessionLimits
  private let clock: SessionClock
  private let delayed: DelayedActions
  private let calls: InFlightCalls
  private let listNotices: ListNotices
  private let listeners = Listeners()
  private let stopping = Latch()
  private let executor: (any TaskExecutor)?
  private let log: Logger

  /// - Parameters:
  ///   - info: what the server says about itself.
  ///   - provider: whose tools these are.
  ///   - limits: the session's bounds.
  ///   - clock: paces progress and other notifications.
  ///   - executor: where the session and its calls run; nil for the threads that all tasks share.
  ///   - log: gets what the client cannot be told.
  package init(
    info: ServerInfo, provider: some ServerProvider, limits: SessionLimits = SessionLimits(),
    clock: some Clock<Duration> = ContinuousClock(), executor: (any TaskExecutor)? = nil,
    log: Logger = Logger(label: "mcp")
  ) {
    self.info = info
    self.provider = provider
    self.limits = limits
    self.clock = SessionClock(clock)
    self.executor = executor
    self.log = log
    delayed = DelayedActions(clock: self.clock)
    calls = InFlightCalls(limits: limits, executor: executor)
    listNotices = ListNotices(interval: limits.listChangedInterval, clock: self.clock, delayed: delayed)
  }

  /// Serves the client until it hangs up or `stop` is called; once per session.
  ///
  /// At the end of the input the calls still running are finished and answered first. When the reader of the
  /// output is gone or the session is stopped they are cancelled, and have a moment to end.
  package func run(
    input: some AsyncSequence<InputLine, Never> & Sendable, output: some LineOutput
  ) async -> SessionEnd {
    await withTaskExecutorPreference(executor) { await serveUntilTheEnd(input, output) }
  }

  private func serveUntilTheEnd(
    _ input: some AsyncSequence<InputLine, Never> & Sendable, _ output: some LineOutput
  ) async -> SessionEnd {
    listNotices.connect(to: output)
    let end = await untilTheEnd(input, output)
    switch end {
    case .inputEnded: break
    case .outputClosed: await abandonCalls(within: limits.abandonedGrace, output)
    case .stopped: await abandonCalls(within: limits.stopGrace, output)
    }
    return end
  }

  /// Tells clients that want to know, soon, that a list is another than before.
  package func changed(_ list: ServerList) {
    listNotices.changed(list)
    listeners.changed(list)
  }

  /// Makes `run` cancel all calls, wait a moment for them, and return.
  package func stop() { stopping.open() }

  private func untilTheEnd(
    _ input: some AsyncSequence<InputLine, Never> & Sendable, _ output: some LineOutput
  ) async -> SessionEnd {
    await withTaskGroup(of: SessionEnd?.self) { group in
      group.addTask {
        await self.serve(input, output)
        return .inputEnded
      }
      group.addTask {
        await output.readerIsGone()
        return .outputClosed
      }
      group.addTask {
        await self.stopping.wait()
        return .stopped
      }
      group.addTask {
        await self.delayed.run()
        return nil
      }
      let end = await group.next() ?? nil
      group.cancelAll()
      return Task.isCancelled ? .stopped : end ?? .stopped
    }
  }

  private func serve(_ input: some AsyncSequence<InputLine, Never>, _ output: some LineOutput) async {
    let questions = OpenQuestions(limits: limits, clock: clock, output: output)
    var conversation = conversation(
      ReplyWriter(output: output, limit: limits.outputLineBytes), questions: questions)
    await conversation.run(input)
    // Nobody is left to answer them.
    questions.close()
    // The client is answered when it can say nothing more; when the session is stopped it is not.
    if !Task.isCancelled { listeners.end() }
    await calls.drained()
    await output.flush()
  }

  private func conversation(_ replies: ReplyWriter, questions: OpenQuestions) -> Conversation {
    let work = RequestWork(calls: calls, replies: replies)
    let taskQuestions = TaskQuestions()
    return Conversation(
      tools: ToolService(
        info: info, provider: provider, limits: limits, clock: clock, delayed: delayed, calls: calls,
        replies: replies, questions: questions),
      coreTasks: CoreTaskService(
        provider: provider, limits: limits, work: work, questions: questions, taskQuestions: taskQuestions),
      tasks: ExtensionTaskService(
        info: info, provider: provider, limits: limits, work: work, taskQuestions: taskQuestions),
      catalog: CatalogService(
        info: info, provider: provider, limits: limits, work: work, listNotices: listNotices),
      listening: ListenService(
        info: info, provider: provider, limits: limits, clock: clock, delayed: delayed, work: work,
        listeners: listeners),
      subscriptions: ResourceSubscriptions(
        provider: provider, limits: limits, clock: clock, delayed: delayed, output: replies.output),
      log: log)
  }

  private func abandonCalls(within grace: Duration, _ output: some LineOutput) async {
    calls.cancelAll()
    let deadline = clock.now() + grace
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await self.clock.sleep(deadline) }
      group.addTask {
        await self.calls.drained()
        await output.flush()
      }
      await group.next()
      group.cancelAll()
    }
  }
}
