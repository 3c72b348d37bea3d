import Synchronization
import Testing

@testable import HTTP

struct ExchangeTests {
  private let broken = HTTPError(.reset, "gone", mayHaveBeenSent: true)

  private func deliver(_ text: String, to exchange: Exchange) -> Exchange.Delivery {
    unsafe exchange.deliver(Array(text.utf8).span.bytes)
  }

  @Test func pausesAboveTheMarkAndResumesWhenRead() async throws {
    let resumed = Mutex(0)
    let exchange = Exchange(highWater: 4) { resumed.withLock { $0 += 1 } }
    #expect(deliver("abc", to: exchange) == .accepted)
    #expect(deliver("d", to: exchange) == .accepted)
    #expect(deliver("e", to: exchange) == .paused)
    #expect(exchange.bufferedBytes == 4)
    #expect(try await exchange.next()?.text == "abcd")
    #expect(resumed.withLock { $0 } == 1)
    #expect(deliver("efghij", to: exchange) == .accepted, "one arrival is always taken")
    #expect(try await exchange.next()?.text == "efghij")
    #expect(resumed.withLock { $0 } == 1)
  }

  @Test func givesWhatArrivedBeforeTheEnd() async throws {
    let exchange = Exchange(highWater: 4) {}
    _ = deliver("ab", to: exchange)
    exchange.finish(.failure(broken))
    exchange.finish(.success([:]))
    #expect(try await exchange.next()?.text == "ab")
    await #expect(throws: broken) { try await exchange.next() }
    await #expect(throws: broken) { try await exchange.next() }
    await #expect(throws: broken) { try await exchange.head() }
  }

  @Test func endsForGood() async throws {
    let exchange = Exchange(highWater: 4) {}
    #expect(!exchange.hasEnded)
    exchange.finish(.success([:]))
    #expect(exchange.hasEnded)
    for _ in 0..<2 { #expect(try await exchange.next() == nil) }
    await #expect(throws: HTTPError(.reset, "No response head", mayHaveBeenSent: true)) {
      try await exchange.head()
    }
  }

  @Test func buffersInLittleMoreThanTheMark() async throws {
    let mark = 100 << 10
    let exchange = Exchange(highWater: mark) {}
    let piece = String(repeating: "x", count: 10 << 10)
    while deliver(piece, to: exchange) == .accepted {}
    let bytes = try #require(try await exchange.next())
    #expect(bytes.count == mark)
    #expect(bytes.capacity <= mark + 4096)
  }

  @Test func wakesWhoeverWaits() async throws {
    let exchange = Exchange(highWater: 4) {}
    async let head = exchange.head()
    async let bytes = exchange.next()
    exchange.deliver(HTTPResponse.Head(status: 204))
    _ = deliver("x", to: exchange)
    #expect(try await head.status == 204)
    #expect(try await bytes?.text == "x")
  }

  @Test func refusesASecondReader() async throws {
    let exchange = Exchange(highWater: 4) {}
    try await withThrowingTaskGroup(of: Result<[UInt8]?, HTTPError>.self) { group in
      for _ in 0..<2 {
        group.addTask {
          do throws(HTTPError) { return .success(try await exchange.next()) } catch { return .failure(error) }
        }
      }
      guard case .failure(let error)? = try await group.next() else {
        Issue.record("both were let in")
        return
      }
      #expect(error.cause == .other)
      _ = deliver("x", to: exchange)
      #expect(try await group.next()?.get()?.text == "x")
    }
  }
}
