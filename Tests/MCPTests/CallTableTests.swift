import JSONRPC
import Testing

@testable import MCP

@Suite("Call table")
struct CallTableTests {
  private func isRefused(_ admission: CallTable.Admission) -> Bool {
    if case .refuse = admission { true } else { false }
  }

  @Test("calls cancelled before their turn keep others out until they have cleared up")
  func cancelledInWaiting() throws {
    var limits = SessionLimits()
    limits.concurrentCalls = 1
    limits.waitingCalls = 2
    var table = CallTable(limits: limits)
    var admit = { (id: Int) in table.admit(RequestID(id), .call, bytes: 1) { _ in } }
    _ = admit(0)
    let outcomes = [1, 2, 3].map { isRefused(admit($0)) }
    #expect(outcomes == [false, false, true])
    var starts: [CallTable.Start] = []
    for id in 1...2 {
      if case .run(let start) = table.cancel(RequestID(id)) { starts.append(start) }
    }
    #expect(starts.count == 2)
    admit = { (id: Int) in table.admit(RequestID(id), .call, bytes: 1) { _ in } }
    #expect(isRefused(admit(4)))
    _ = table.ended(try #require(starts.first))
    #expect(!isRefused(table.admit(5, .call, bytes: 1) { _ in }))
  }

  @Test(
    "calls, looks and waits are in the way of their like only",
    arguments: [CallTable.Kind.call, .look, .wait])
  func lanes(kind: CallTable.Kind) {
    var limits = SessionLimits()
    limits.concurrentCalls = 1
    limits.concurrentLooks = 1
    limits.concurrentWaits = 1
    limits.waitingCalls = 2
    limits.waitingBytes = 10
    var table = CallTable(limits: limits)
    var id = 0
    let admit = { (kind: CallTable.Kind, bytes: Int) in
      id += 1
      return isRefused(table.admit(RequestID(id), kind, bytes: bytes) { _ in })
    }
    let others = CallTable.Kind.allCases.filter { $0.waitsForRoom && $0 != kind }
    for other in others { for _ in 1...4 { _ = admit(other, 5) } }
    let outcomes = [1, 5, 6, 5, 1].map { admit(kind, $0) }
    #expect(outcomes == [false, false, true, false, true])
  }
}
