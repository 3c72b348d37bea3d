import MCP
import TestSupport
import Testing

@Suite("Latch", .timeLimit(.minutes(1)))
struct LatchTests {
  @Test("opens for those who wait and those who come later")
  func open() async {
    let latch = Latch()
    await withDiscardingTaskGroup { group in
      for _ in 0..<10 { group.addTask { await latch.wait() } }
      latch.open()
      latch.open()
    }
    await latch.wait()
  }

  @Test("a cancelled task does not wait, the others still do")
  func cancellation() async {
    let latch = Latch()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<100 { group.addTask { await latch.wait() } }
      group.cancelAll()
    }
    async let other: Void = latch.wait()
    latch.open()
    await other
  }

  @Test("a wait that heeds no cancellation ends with the event only")
  func uncancellable() async {
    let latch = Latch()
    let isOver = Latch()
    await withDiscardingTaskGroup { group in
      group.addTask {
        await latch.waitEvenIfCancelled()
        #expect(latch.isOpen)
        isOver.open()
      }
      group.cancelAll()
      latch.open()
    }
    #expect(isOver.isOpen)
    await latch.waitEvenIfCancelled()
  }
}
