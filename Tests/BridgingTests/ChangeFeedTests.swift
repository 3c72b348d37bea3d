import Testing

@testable import Bridging

@Suite struct ChangeFeedTests {
  @Test func everybodyHearsOfAChange() async {
    let feed = ChangeFeed()
    let streams = [feed.changes(), feed.changes()]
    feed.tell()
    feed.tell()
    for stream in streams {
      var changes = stream.makeAsyncIterator()
      #expect(await changes.next() != nil)
    }
  }

  @Test func whoIsGoneIsForgotten() async {
    let feed = ChangeFeed()
    await withDiscardingTaskGroup { group in
      let changes = feed.changes()
      #expect(feed.listenerCount == 1)
      group.addTask { for await _ in changes {} }
      group.cancelAll()
    }
    #expect(feed.listenerCount == 0)
  }
}
