import JSON
import JSONRPC

/// Answers `subscriptions/listen`: with an acknowledgement, then with notices, and when all is over with a result.
struct ListenService: Sendable {
  typealias Request = ToolService.Request

  let info: ServerInfo
  let provider: any ServerProvider
  let limits: SessionLimits
  let clock: SessionClock
  let delayed: DelayedActions
  let work: RequestWork
  let listeners: Listeners

  func listen(_ params: ListenParams, _ request: Request) async throws(RPCError) {
    guard params.tasks.isEmpty || request.client.takesTasks else { throw .tasksNotDeclared }
    let honoured = params.within(limits)
    let refusal = work.calls.start(request.id, .listener, bytes: request.bytes) { ticket in
      await serve(honoured, request, ticket)
    }
    if let refusal { throw refusal }
  }

  private func serve(_ honoured: ListenParams, _ request: Request, _ ticket: InFlightCalls.Ticket) async {
    let notices = NoticeStream(
      of: request.id, limits: limits, clock: clock, delayed: delayed, output: work.replies.output)
    // Before the client hears that it is listened to, so that nothing is lost in between.
    listeners.add(honoured.lists, notices, as: ticket)
    defer { listeners.remove(ticket) }
    await withTaskCancellationHandler {
      await work.replies.output.send(acknowledgement(of: honoured, to: request.id))
      notices.open()
      await follow(honoured, request, notices) {
        await listeners.untilEnd()
        notices.close()
        await end(request, ticket)
      }
    } onCancel: {
      // The provider may take its time to end, and the client wants to hear no more.
      notices.close()
    }
  }

  /// Passes on what happens while `body` runs.
  private func follow(
    _ honoured: ListenParams, _ request: Request, _ notices: NoticeStream, _ body: () async -> Void
  ) async {
    await withDiscardingTaskGroup { group in
      for uri in honoured.resources {
        group.addTask { await provider.watch(uri) { notices.post(.resourceUpdated(uri: uri)) } }
      }
      for id in honoured.tasks {
        group.addTask { await follow(task: id, for: request, notices) }
      }
      await body()
      group.cancelAll()
    }
  }

  /// Until the task is over to this client.
  private func follow(task id: String, for request: Request, _ notices: NoticeStream) async {
    let over = Latch()
    await over.value {
      do throws(RPCError) {
        try await provider.followTask(id) { snapshot in
          guard !over.isOpen else { return }
          notices.post(.taskChanged(id, fitting(snapshot, request)))
          if snapshot.seen(by: request.client).isOver { over.open() }
        }
      } catch {
        // There is nothing to tell of it; the client learns why when it asks.
      }
    }
  }

  private func fitting(_ task: TaskSnapshot, _ request: Request) -> JSONObject {
    task.detailed(for: request.version, request.client, within: limits.outputLineBytes) { json in
      Notice.taskChanged(task.id, json).line(of: request.id).count
    }
  }

  private func end(_ request: Request, _ ticket: InFlightCalls.Ticket) async {
    guard work.calls.claimReply(to: ticket) else { return }
    let result = ModernResults.complete(["_meta": .object(tag(request.id))], info)
    await work.replies.reply(.success(result), to: request.id, by: request.route)
  }

  /// The first message of the subscription: what of it is honoured.
  private func acknowledgement(of honoured: ListenParams, to id: RequestID) -> [UInt8] {
    let params: JSONObject = ["_meta": .object(tag(id)), "notifications": .object(honoured.json)]
    let method = "notifications/subscriptions/acknowledged"
    return RPCMessage.notification(method: method, params: params).json.serialized()
  }

  private func tag(_ id: RequestID) -> JSONObject {
    var tag: JSONObject = [:]
    tag[ModernEnvelope.subscriptionKey] = id.json
    return tag
  }
}
