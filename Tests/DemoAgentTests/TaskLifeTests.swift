import DemoAgent
import JSON
import Testing

@Suite("Getting, canceling, subscribing") struct TaskLifeTests {
  private func started(_ peer: Peer) async throws -> JSONObject {
    let dialect = peer.dialect
    let params = dialect.sending("Plan a trip to Rome", configuration: dialect.withoutWaiting)
    let task = try await peer.task(dialect.names.send, params)
    #expect(dialect.state(task) == "submitted")
    return dialect.query(task["id"])
  }

  @Test("a task that is being worked on can be canceled, once", arguments: Dialect.allCases)
  func cancel(_ dialect: Dialect) async throws {
    try await Peer.with(dialect, pace: .held) { peer in
      let query = try await started(peer)
      #expect(dialect.state(try await peer.result(dialect.names.cancel, query)) == "canceled")
      #expect(dialect.state(try await peer.result(dialect.names.get, query)) == "canceled")
      #expect(try await peer.error(dialect.names.cancel, query)["code"] == -32002)
    }
  }

  @Test(
    "a task that waits for its user can be canceled", arguments: Dialect.allCases,
    ["track order 1", "sign_in"])
  func cancelWaiting(_ dialect: Dialect, text: String) async throws {
    try await Peer.with(dialect) { peer in
      let task = try await peer.task(dialect.names.send, dialect.sending(text))
      let query = dialect.query(task["id"])
      #expect(dialect.state(try await peer.result(dialect.names.cancel, query)) == "canceled")
    }
  }

  @Test("a cancel ends the stream of the task and those of its subscribers", arguments: Dialect.allCases)
  func cancelStreams(_ dialect: Dialect) async throws {
    try await Peer.with(dialect, pace: .held) { peer in
      let subscribed = Collected<[JSONValue]>()
      let streamed = try await peer.events(dialect.names.stream, dialect.sending("Plan a trip to Rome")) {
        event in
        // At the first report: subscribe, and cancel when the snapshot has come.
        guard let id = dialect.statusUpdate(event)?["taskId"],
          dialect.state(dialect.statusUpdate(event)) == "working"
        else { return }
        let events = try await peer.events(dialect.names.subscribe, dialect.query(id)) { event in
          guard dialect.sentTask(event) != nil else { return }
          _ = try await peer.result(dialect.names.cancel, dialect.query(id))
        }
        subscribed.append(events)
      }
      let states = streamed.compactMap { $0["result"].flatMap(dialect.statusUpdate) }.map(dialect.state)
      #expect(states == ["working", "canceled"])
      let events = try #require(subscribed.all.first).compactMap { $0["result"] }
      #expect(events.count == 2)
      #expect(dialect.state(events.first.flatMap(dialect.sentTask)) == "working")
      #expect(dialect.state(events.last.flatMap(dialect.statusUpdate)) == "canceled")
    }
  }

  @Test("subscribing to a task that asks shows the question and ends", arguments: Dialect.allCases)
  func subscribeToQuestion(_ dialect: Dialect) async throws {
    try await Peer.with(dialect) { peer in
      let task = try await peer.task(dialect.names.send, dialect.sending("track order 1"))
      let events = try await peer.results(dialect.names.subscribe, dialect.query(task["id"]))
      #expect(events.compactMap(dialect.sentTask) == [task])
    }
  }

  @Test("the end of the agent's scope ends its tasks", arguments: Dialect.allCases)
  func scope(_ dialect: Dialect) async throws {
    try await Peer.with(dialect, pace: .held) { peer in _ = try await started(peer) }
  }

  @Test("no more tasks than the limit are worked on", arguments: Dialect.allCases)
  func running(_ dialect: Dialect) async throws {
    var limits = TaskLimits()
    limits.running = 2
    try await Peer.with(dialect, pace: .held, limits: limits) { peer in
      let first = try await started(peer)
      _ = try await started(peer)
      let params = dialect.sending("plan", configuration: dialect.withoutWaiting)
      #expect(try await peer.error(dialect.names.send, params)["code"] == -32603)
      _ = try await peer.result(dialect.names.cancel, first)
      _ = try await started(peer)
    }
  }

  @Test("the oldest idle tasks are forgotten first", arguments: [(3, 1 << 20), (100, 2_500)])
  func forgetting(stored: Int, bytes: Int) async throws {
    var limits = TaskLimits()
    (limits.stored, limits.storedBytes) = (stored, bytes)
    try await Peer.with(.v10, limits: limits) { peer in
      var ids: [JSONValue] = []
      for _ in 1...4 {
        let task = try await peer.task("SendMessage", Dialect.v10.sending("big_report of 1 KB"))
        ids.append(try #require(task["id"]))
      }
      #expect(try await peer.error("GetTask", ["id": ids[0]])["code"] == -32001)
      for id in ids[1...] { _ = try await peer.result("GetTask", ["id": id]) }
    }
  }

  @Test("a pace waits by its clock")
  func pace() async throws {
    let clock = InstantClock()
    try await Peer.with(.v10, pace: Pace(step: .milliseconds(150), clock: clock)) { peer in
      _ = try await peer.task("SendMessage", Dialect.v10.sending("Plan a 3 day trip to Rome"))
    }
    #expect(clock.slept.all == Array(repeating: .milliseconds(150), count: 5))
  }
}

/// A clock on which every wait is over at once, and remembered.
private struct InstantClock: Clock {
  struct Instant: InstantProtocol {
    let offset: Duration
    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  let slept = Collected<Duration>()
  let now = Instant(offset: .zero)
  let minimumResolution = Duration.nanoseconds(1)

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    slept.append(deadline.offset)
  }
}
