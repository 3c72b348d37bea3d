import Testing

@testable import HTTP

struct InboxTests {
  private func start(_ id: UInt64) throws -> Inbox.Command {
    let request = HTTPRequest(url: try WebURL("http://a.example/"))
    return .start(Engine.Start(id: id, request: request, sink: .streaming(Exchange(highWater: 1) {})))
  }

  private func name(_ duty: Inbox.Duty) -> String {
    switch duty {
    case .nothing: "nothing"
    case .launch: "launch"
    case .wake: "wake"
    case .refuse: "refuse"
    }
  }

  @Test func launchesOnlyForATransfer() throws {
    var inbox = Inbox()
    #expect(name(inbox.post(.cancel(1))) == "nothing")
    #expect(name(inbox.post(.resume(1))) == "nothing")
    #expect(name(inbox.post(try start(1))) == "launch")
    #expect(name(inbox.post(try start(2))) == "nothing")
    #expect(inbox.take().commands.count == 2)
  }

  @Test func wakesASleeperOnce() throws {
    var inbox = Inbox()
    let waker = try #require(Waker())
    _ = inbox.post(try start(1))
    #expect(inbox.takeOrSleep(waker).commands.count == 1)
    // Awake: it looks here before it sleeps.
    #expect(name(inbox.post(.cancel(1))) == "nothing")
    #expect(inbox.takeOrSleep(waker).commands.count == 1)
    #expect(inbox.takeOrSleep(waker).isEmpty)
    #expect(name(inbox.post(.cancel(1))) == "wake")
    #expect(name(inbox.post(.cancel(2))) == "nothing")
    #expect(inbox.take().commands.count == 2)
  }

  @Test func launchesAgainAfterAFailure() throws {
    var inbox = Inbox()
    _ = inbox.post(try start(1))
    #expect(inbox.fail().commands.count == 1)
    #expect(name(inbox.post(try start(2))) == "launch")
    #expect(inbox.take().commands.count == 1)
  }

  @Test func aFailureDoesNotUndoAStop() throws {
    var inbox = Inbox()
    _ = inbox.post(try start(1))
    #expect(name(inbox.post(.stop)) == "nothing")
    #expect(inbox.fail().commands.count == 2)
    #expect(name(inbox.post(try start(2))) == "refuse")
  }

  @Test func refusesOnceStopped() throws {
    var inbox = Inbox()
    _ = inbox.post(try start(1))
    #expect(inbox.stop().commands.count == 1)
    #expect(name(inbox.post(try start(2))) == "refuse")

    var unlaunched = Inbox()
    #expect(name(unlaunched.post(.stop)) == "nothing")
    #expect(name(unlaunched.post(try start(1))) == "refuse")
  }
}
