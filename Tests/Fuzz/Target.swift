import A2A
import Glibc
import HTTP
import JOSE
import JSON
import Settings
import Telemetry

/// What is fuzzed. Each must bear any bytes, and keep its promises about those that it accepts.
enum Target: String, CaseIterable {
  case json, sse, card, config, mcp, grpc, jwks

  func take(_ bytes: [UInt8]) {
    switch self {
    case .json: Self.json(bytes)
    case .sse: Self.events(bytes)
    case .card: Self.card(bytes)
    case .config: Self.configuration(bytes)
    case .mcp: FuzzedSession.hears(bytes)
    case .grpc: Self.messages(bytes)
    case .jwks: Self.keys(bytes)
    }
  }

  /// What was parsed and written is the same again.
  private static func json(_ bytes: [UInt8]) {
    guard let value = try? JSONValue(parsing: bytes) else { return }
    let written = value.serialized()
    guard let again = try? JSONValue(parsing: written) else { fatalError("what was written is no JSON") }
    precondition(again == value && again.serialized() == written)
  }

  /// The events do not depend on how the bytes arrive.
  private static func events(_ bytes: [UInt8]) {
    func events(in pieces: [[UInt8]]) -> [ServerSentEvent]? {
      var parser = ServerSentEventParser(maxEventBytes: 4_096)
      var events: [ServerSentEvent] = []
      for piece in pieces {
        guard let more = try? parser.push(piece) else { return nil }
        events += more
      }
      if let last = parser.finish() { events.append(last) }
      return events
    }
    precondition(events(in: [bytes]) == events(in: bytes.map { [$0] }))
  }

  /// A card of any shape is read, or refused, and so is what it says of its interfaces.
  private static func card(_ bytes: [UInt8]) {
    guard let document = try? JSONValue(parsing: bytes), let url = try? WebURL("https://agent.example"),
      let card = try? FetchedCard(url: url, document: document)
    else { return }
    let choice = InterfaceChoice(of: card.card, from: url, allowed: [url.origin])
    precondition(choice.routes.allSatisfy { $0.url.origin == url.origin })
  }

  /// A configuration is read, or everything wrong with it is said.
  private static func configuration(_ bytes: [UInt8]) {
    let files = FileSource { (path, limit) throws(FileFailure) in
      guard path == "/bridge.json" else { throw FileFailure.notFound }
      guard bytes.count <= limit else { throw FileFailure.tooLarge(maximumBytes: limit) }
      return FileContents(bytes: bytes, permissions: 0o600, owner: .user)
    }
    do throws(SettingsError) {
      _ = try BridgeSettings(
        file: ConfigurationFile(path: "/bridge.json", origin: .flag),
        environment: ["HOME": "/home/u", "V": "v"],
        files: files, redaction: Redaction())
    } catch {
      precondition(!error.lines.isEmpty)
    }
  }

  /// A message of either version is read, or refused, whatever it was to answer.
  private static func messages(_ bytes: [UInt8]) {
    let operations: [Operation] = [
      .getTask(id: "t"), .listTasks(TaskListRequest()), .getExtendedCard, .listPushConfigs(taskID: "t"),
      .getPushConfig(id: "p", taskID: "t"), .deletePushConfig(id: "p", taskID: "t"),
    ]
    let dialects: [any GRPCDialect] = [V10GRPC(), V03GRPC()]
    for dialect in dialects {
      for operation in operations { _ = try? dialect.answer(bytes, to: operation) }
      _ = try? dialect.event(bytes)
    }
  }

  /// Keys of any shape are read or passed over, and none of them has signed what is signed with nothing.
  private static func keys(_ bytes: [UInt8]) {
    guard let set = try? KeySet(bytes: bytes) else { return }
    precondition(set.keys.count <= KeySet.maxKeys)
    for key in set.keys {
      for algorithm in SignatureAlgorithm.allCases {
        precondition(!key.signed([1, 2, 3], [], algorithm: algorithm))
        precondition(!key.signed([1, 2, 3], bytes, algorithm: algorithm))
      }
    }
  }
}
