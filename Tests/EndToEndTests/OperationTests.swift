import A2A
import Auth
import DemoAgent
import HTTP
import JSON
import Settings
import Telemetry
import TestSupport
import Testing

/// Every operation of A2A on every binding in every version, against an agent that takes nothing but what is right.
@Suite("Every operation on every binding") struct OperationTests {
  private static let limit = Duration.seconds(20)

  /// The one way to an agent that offers no other, found by its card.
  private func binding(to url: String) async throws -> any AgentBinding {
    let address = try WebURL(url)
    let (client, limits) = (HTTPClient(), HTTPLimits())
    let authorizer = try OriginBoundAuthorizer(
      .bearer(.value(Secret("t"))), for: [address.origin], redaction: Redaction(), tokens: { _ in NoTokens() }
    )
    let cards = CardFetcher(
      client: client, authorizer: authorizer, deadlines: HTTPDeadlines(), limits: limits)
    guard case .card(let card) = try await cards.fetch(CardAddress(address), within: Self.limit) else {
      preconditionFailure("nothing is known yet")
    }
    let choice = InterfaceChoice(of: card.card, from: card.url, allowed: [address.origin])
    let route = try #require(choice.routes.first)
    return route.speech.binding(
      at: AgentEndpoint(
        route.url, tenant: route.tenant, client: client, authorizer: authorizer, deadlines: HTTPDeadlines(),
        limits: limits))
  }

  private func talk(
    _ way: BindingTests.Way, pace: Pace = .immediate, _ body: (any AgentBinding) async throws -> Void
  ) async throws {
    var features = Features()
    features.pushes = true
    features.tasksPerPage = 2
    try await DemoAgent(
      version: way.version, bindings: [way.binding], pace: pace, requiredToken: "t", features: features
    ).withRunning { url in try await body(try await binding(to: url)) }
  }

  private static func request(_ words: String, skill: String = "weather_forecast") -> SendRequest {
    SendRequest(
      Message(
        messageID: "m-\(words.hashValue)", role: .user, parts: [Part(.text(words))],
        metadata: ["skillId": .string(skill)]), acceptedOutputModes: ["text/plain", "application/json"])
  }

  private func started(_ binding: any AgentBinding, _ request: SendRequest) async throws -> AgentTask {
    guard case .task(let task) = try await binding.send(request, within: Self.limit) else {
      throw Unexpected()
    }
    return task
  }

  private struct Unexpected: Error {}

  @Test("sending, blocking and not; looking", arguments: BindingTests.Way.streaming)
  func send(_ way: BindingTests.Way) async throws {
    let hold = Hold()
    try await talk(way, pace: hold.pace) { binding in
      var request = Self.request("The weather in Oslo")
      request.returnsImmediately = true
      let begun = try await started(binding, request)
      #expect(!begun.state.isStopped)
      hold.release()
      let done = try await started(binding, Self.request("The weather in Rome"))
      #expect(done.state == .completed)
      #expect(!done.answer.isEmpty)
      let looked = try await binding.task(done.id, within: Self.limit)
      #expect(looked.answer.map(\.parts) == done.answer.map(\.parts))
      #expect(!looked.history.isEmpty)
      let short = try await binding.answer(to: .getTask(id: done.id, historyLength: 1), within: Self.limit)
      guard case .event(.task(let task)) = short else { throw Unexpected() }
      #expect(task.history.count == 1)
      let echo = try await binding.send(Self.request("hi", skill: "echo"), within: Self.limit)
      guard case .message(let message) = echo else { throw Unexpected() }
      #expect(message.text == "hi")
    }
  }

  @Test("streaming, subscribing, cancelling", arguments: BindingTests.Way.streaming)
  func stream(_ way: BindingTests.Way) async throws {
    let hold = Hold()
    try await talk(way, pace: hold.pace) { binding in
      var request = Self.request("The weather in Oslo")
      request.returnsImmediately = true
      let begun = try await started(binding, request)
      var heard: [AgentEvent] = []
      try await binding.listen(to: .subscribe(taskID: begun.id), within: Self.limit) { event in
        heard.append(event)
        hold.release()
        return .more
      }
      guard case .task(let snapshot) = heard.first else { throw Unexpected() }
      #expect(snapshot.id == begun.id)
      let ended = try await binding.task(begun.id, within: Self.limit)
      #expect(ended.state == .completed)
      var pieces = 0
      try await binding.listen(to: .stream(Self.request("The weather in Rome")), within: Self.limit) {
        event in
        pieces += 1
        return .more
      }
      #expect(pieces > 2)
      let error = await #expect(throws: A2AError.self) {
        try await binding.cancel(begun.id, within: Self.limit)
      }
      #expect(error?.code == .taskNotCancelable)
      for operation in [Operation.getTask(id: "nobody"), .cancelTask(id: "nobody")] {
        let error = await #expect(throws: A2AError.self) {
          try await binding.answer(to: operation, within: Self.limit)
        }
        #expect(error?.code == .taskNotFound)
        #expect(error?.mayHaveRun == false)
      }
    }
  }

  @Test("cancelling what runs", arguments: BindingTests.Way.streaming)
  func cancel(_ way: BindingTests.Way) async throws {
    let hold = Hold()
    try await talk(way, pace: hold.pace) { binding in
      var request = Self.request("The weather in Oslo")
      request.returnsImmediately = true
      let begun = try await started(binding, request)
      #expect(try await binding.cancel(begun.id, within: Self.limit).state == .canceled)
      hold.release()
    }
  }

  @Test("listing, page by page, by state and by conversation", arguments: BindingTests.Way.streaming)
  func list(_ way: BindingTests.Way) async throws {
    try await talk(way) { binding in
      var tasks: [AgentTask] = []
      for city in ["Oslo", "Rome", "Lima"] {
        tasks.append(try await started(binding, Self.request("The weather in \(city)")))
      }
      guard way.version == .v10 else {
        let error = await #expect(throws: A2AError.self) {
          try await binding.tasks(TaskListRequest(), within: Self.limit)
        }
        #expect(error?.code == .notInDialect)
        return
      }
      var found: [String] = []
      var request = TaskListRequest(state: .completed, pageSize: 2)
      repeat {
        let page = try await binding.tasks(request, within: Self.limit)
        #expect(page.totalSize == 3)
        found += page.tasks.map(\.id)
        request.pageToken = page.nextPageToken
      } while request.pageToken != nil && found.count < 10
      #expect(Set(found) == Set(tasks.map(\.id)))
      let one = try await binding.tasks(TaskListRequest(contextID: tasks[1].contextID), within: Self.limit)
      #expect(one.tasks.map(\.id) == [tasks[1].id])
    }
  }

  @Test("the extended card", arguments: BindingTests.Way.streaming)
  func extendedCard(_ way: BindingTests.Way) async throws {
    try await talk(way) { binding in
      let document = try await binding.extendedCard(within: Self.limit)
      let card = try AgentCard(wire: document)
      #expect(card.name == "Demo Agent")
      #expect(card.skills.contains { $0.id == "member_offers" })
    }
  }

  @Test("push configurations: made, read, listed, taken away", arguments: BindingTests.Way.streaming)
  func pushConfigs(_ way: BindingTests.Way) async throws {
    try await talk(way) { binding in
      let task = try await started(binding, Self.request("Where is order 4711?", skill: "track_order"))
      #expect(task.state == .inputRequired)
      let wish = PushConfig(
        taskID: task.id, url: "http://127.0.0.1:9/hook", token: Secret("tok"),
        authentication: PushConfig.Authentication(scheme: "Bearer", credentials: Secret("cred")))
      guard
        case .pushConfigs(let made) = try await binding.answer(
          to: .createPushConfig(wish), within: Self.limit),
        let config = made.first, let id = config.id
      else { throw Unexpected() }
      #expect(config.url == wish.url)
      #expect(config.taskID == task.id)
      let read = try await binding.answer(to: .getPushConfig(id: id, taskID: task.id), within: Self.limit)
      #expect(read == .pushConfigs([config]))
      let listed = try await binding.answer(to: .listPushConfigs(taskID: task.id), within: Self.limit)
      #expect(listed == .pushConfigs([config]))
      let gone = try await binding.answer(to: .deletePushConfig(id: id, taskID: task.id), within: Self.limit)
      #expect(gone == .nothing)
      let none = try await binding.answer(to: .listPushConfigs(taskID: task.id), within: Self.limit)
      #expect(none == .pushConfigs([]))
    }
  }
}
