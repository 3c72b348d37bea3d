import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import HTTPServer

@Suite("Stalled clients") struct StallGuardTests {
  private let channel = EmbeddedChannel()

  init() throws {
    try channel.pipeline.syncOperations.addHandler(StallGuard(limit: .seconds(60)))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
  }

  private func wait(_ seconds: Int64) {
    channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
  }

  private func requestArrives() throws {
    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
    try channel.writeInbound(HTTPServerRequestPart.head(head))
    try channel.writeInbound(HTTPServerRequestPart.end(nil))
  }

  private func responseLeaves() throws {
    try channel.writeOutbound(HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)))
    try channel.writeOutbound(HTTPServerResponsePart.end(nil))
  }

  @Test("a connection without a request is closed when the limit is reached, and not before")
  func silence() {
    wait(59)
    #expect(channel.isActive)
    wait(1)
    #expect(!channel.isActive)
  }

  @Test("a request that is never finished does not count")
  func unfinishedRequest() throws {
    wait(30)
    try channel.writeInbound(
      HTTPServerRequestPart.head(HTTPRequestHead(version: .http1_1, method: .POST, uri: "/")))
    wait(29)
    try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: "x")))
    wait(1)
    #expect(!channel.isActive)
  }

  @Test("the time of the answer does not count, and afterwards the client has the whole limit again")
  func slowAnswer() throws {
    try requestArrives()
    wait(1_000)
    #expect(channel.isActive)
    try responseLeaves()
    wait(59)
    #expect(channel.isActive)
    wait(61)
    #expect(!channel.isActive)
  }

  @Test("a client that does not read its answer is given the limit, then closed", arguments: [true, false])
  func unreadAnswer(readsInTime: Bool) throws {
    try requestArrives()
    channel.isWritable = false
    channel.pipeline.fireChannelWritabilityChanged()
    wait(59)
    #expect(channel.isActive)
    if readsInTime {
      channel.isWritable = true
      channel.pipeline.fireChannelWritabilityChanged()
    }
    wait(120)
    #expect(channel.isActive == readsInTime)
  }
}
