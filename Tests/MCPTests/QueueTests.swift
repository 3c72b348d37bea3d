import Testing

@testable import MCP

@Suite("Queue")
struct QueueTests {
  @Test("the queue of anything keeps its order through growth and removal")
  func fifo() {
    var queue = Queue<Int>()
    var expected: [Int] = []
    for number in 0..<1000 {
      queue.append(number)
      expected.append(number)
      if number % 3 == 0 { #expect(queue.popFirst() == expected.removeFirst()) }
      if number % 7 == 5 {
        let middle = expected[expected.count / 2]
        #expect(queue.remove { $0 == middle } == middle)
        expected.removeAll { $0 == middle }
      }
      #expect(queue.count == expected.count)
      #expect(queue.first == expected.first)
    }
    #expect(queue.remove { $0 == -1 } == nil)
    #expect(queue.removeAll() == expected)
    #expect(queue.isEmpty)
  }
}
