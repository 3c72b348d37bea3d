import MCP
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
}
