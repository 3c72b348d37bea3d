import TestSupport
import Testing

@testable import HTTP

@Suite(.timeLimit(.minutes(1)))
struct TLSTests {
  private let client = HTTPClient()

  @Test func offersNothingBelow12AndHTTP2ByALPN() async throws {
    try await ScriptedServer.serving { connection in
      let hello = try ClientHello(record: connection.readSome())
      #expect(hello.versions == [0x0304, 0x0303])
      #expect(hello.applicationProtocols == ["h2", "http/1.1"])
    } whileRunning: { server in
      let request = try server.request(scheme: "https")
      #expect(await client.failure(of: request)?.cause == .tls)
      #expect(await server.log { $0.finishedScripts == 1 }.failures.isEmpty)
    }
  }

  @Test func offersHTTP11OnlyInPlain() async throws {
    try await ScriptedServer.replying("HTTP/1.1 204 No Content\r\n\r\n") { server in
      _ = try await client.response(to: server.request())
      let request = try #require(server.log.requests.first)
      #expect(request["upgrade"] == nil)
      #expect(request["http2-settings"] == nil)
    }
  }
}

/// The parts of a TLS ClientHello (RFC 8446 §4.1.2) that tell what the client is ready to agree to.
private struct ClientHello {
  struct Malformed: Error {}

  private(set) var versions: [Int] = []
  private(set) var applicationProtocols: [String] = []

  init(record: [UInt8]) throws {
    var reader = Reader(bytes: record[...])
    _ = try reader.take(5 + 4 + 2 + 32)  // Record and handshake headers, legacy version, random.
    _ = try reader.vector(lengthBytes: 1)  // Session.
    _ = try reader.vector(lengthBytes: 2)  // Cipher suites.
    _ = try reader.vector(lengthBytes: 1)  // Compression.
    var extensions = Reader(bytes: try reader.vector(lengthBytes: 2))
    while !extensions.bytes.isEmpty {
      let type = try extensions.number(2)
      var content = Reader(bytes: try extensions.vector(lengthBytes: 2))
      switch type {
      case 43:
        var list = Reader(bytes: try content.vector(lengthBytes: 1))
        while !list.bytes.isEmpty { versions.append(try list.number(2)) }
      case 16:
        var list = Reader(bytes: try content.vector(lengthBytes: 2))
        while !list.bytes.isEmpty {
          applicationProtocols.append(String(decoding: try list.vector(lengthBytes: 1), as: UTF8.self))
        }
      default: break
      }
    }
  }

  private struct Reader {
    var bytes: ArraySlice<UInt8>

    mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
      guard bytes.count >= count else { throw Malformed() }
      defer { bytes = bytes.dropFirst(count) }
      return bytes.prefix(count)
    }

    mutating func number(_ count: Int) throws -> Int { try take(count).reduce(0) { $0 << 8 | Int($1) } }

    mutating func vector(lengthBytes: Int) throws -> ArraySlice<UInt8> { try take(number(lengthBytes)) }
  }
}
