import Crypto
import Encodings
import JSON
import Logging
import Settings
import Storage
import Synchronization
import Telemetry

/// What the user has accepted of agents' cards: one file an agent, which nobody without the key of the state directory
/// can change unnoticed.
///
/// Several processes may use the same folder: files are replaced as a whole, and read anew whenever they matter.
final class PinFolder: Sendable {
  /// The most bytes of one file. What would not fit is kept without the words, which only serve to show changes.
  static let maxBytes = 4 << 20

  /// Which of an agent's cards: the one for everybody, and the one for those it knows.
  enum Card: String, Sendable, CaseIterable {
    case open, extended
  }

  /// What was accepted of an agent's cards.
  struct Pins: Sendable, Hashable {
    var cards: [Card: CardFacts] = [:]
  }

  /// What a file says.
  enum Contents: Sendable, Hashable {
    case nothing
    case pins(Pins)
    /// It is not what was written there, or nobody can tell, and why.
    case unclear(String)
  }

  /// What is accepted for this run only.
  private struct Unkept {
    let pins: Pins
    /// Why it is not kept.
    let reason: String
    /// The file that it stands in the place of, until somebody writes another.
    let stamp: FileStamp?
  }

  private struct State {
    var unkept: [AgentKey: Unkept] = [:]
    /// True once the log has heard that nothing can be kept.
    var hasComplained = false
  }

  private let folder: String?
  /// Where it is noted what the user was shown: not in the notes themselves, which may be what can't be trusted.
  private let shownFolder: String?
  private let keys: KeyRing
  private let logger: Logger
  private let state = Mutex(State())

  /// - Parameters:
  ///   - stateDirectory: nil keeps what is accepted for this run only.
  ///   - keys: The keys of the same directory.
  init(stateDirectory: String?, keys: KeyRing, logger: Logger) {
    folder = stateDirectory.map { $0 + "/pins" }
    shownFolder = stateDirectory.map { $0 + "/shown" }
    self.keys = keys
    self.logger = logger
  }

  /// A folder that keeps nothing, and makes no words about it.
  static var ofThisRun: PinFolder {
    let silent = Logger(label: "pins") { _ in SwiftLogNoOpLogHandler() }
    return PinFolder(stateDirectory: nil, keys: KeyRing(stateDirectory: nil, logger: silent), logger: silent)
  }

  /// What is accepted of an agent.
  func contents(for agent: AgentKey) -> Contents {
    let stamp = stamp(for: agent)
    let unkept = state.withLock { state in
      // What somebody has written since is what holds.
      if let unkept = state.unkept[agent], unkept.stamp != stamp { state.unkept[agent] = nil }
      return state.unkept[agent]
    }
    if let unkept { return .pins(unkept.pins) }
    guard let path = path(for: agent) else { return .nothing }
    do throws(FileFailure) {
      let bytes = try FileSource.system.read(path, Self.maxBytes).bytes
      // There is something to compare with, and nobody can tell who has written it.
      if let obstacle = keys.obstacle { return .unclear("\(path) can't be checked: \(obstacle)") }
      guard let content = content(of: bytes, for: agent), let contents = contents(of: content) else {
        return .unclear("\(path) is not as the bridge wrote it")
      }
      return contents
    } catch .notFound {
      return .nothing
    } catch {
      return .unclear("\(path): \(error)")
    }
  }

  /// Notes what is accepted; of several processes that do so at the same time the last one wins.
  ///
  /// - Returns: Why it holds for this run only; nil when it is kept.
  @discardableResult func keep(_ pins: Pins, for agent: AgentKey) -> String? {
    do throws(PrivateFile.Failure) {
      if let obstacle = keys.obstacle { throw PrivateFile.Failure(obstacle) }
      guard let path = path(for: agent) else { throw PrivateFile.Failure("there is no state directory") }
      try PrivateFile.replace(path, with: try document(pins, for: agent))
      state.withLock { $0.unkept[agent] = nil }
      return nil
    } catch {
      keepForThisRun(pins, agent, because: error.description)
      return error.description
    }
  }

  /// Stands for what the user was shown last of an agent's cards; nil where that is accepted, or nothing was shown.
  ///
  /// A note of it that somebody else has written stands for nothing that there is.
  func shown(for agent: AgentKey) -> String? {
    guard keys.obstacle == nil, let path = shownFolder.map({ agent.path(in: $0) }),
      let bytes = try? FileSource.system.read(path, Self.maxBytes).bytes
    else { return nil }
    let content = content(of: bytes, for: agent)
    return content?["version"] == Self.version ? content?["shown"]?.string ?? "" : ""
  }

  /// Notes what the user is shown. Where nothing can be kept, nothing is accepted for long either.
  func noteShown(_ shown: String?, for agent: AgentKey) {
    guard keys.obstacle == nil, let path = shownFolder.map({ agent.path(in: $0) }) else { return }
    guard let shown else {
      try? PrivateFile.remove(path)
      return
    }
    try? PrivateFile.replace(path, with: document(["shown": .string(shown)], for: agent))
  }

  /// Why what is accepted of an agent is not kept; nil when it is, and when nothing is.
  func obstacle(for agent: AgentKey) -> String? { state.withLock { $0.unkept[agent]?.reason } }

  /// Why what is accepted can't be kept; nil where nothing is known against it.
  var obstacle: String? { keys.obstacle ?? state.withLock { $0.unkept.values.first?.reason } }

  /// Tells whether the file of an agent has been replaced since: what it was, or nil where there is none.
  func stamp(for agent: AgentKey) -> FileStamp? { path(for: agent).flatMap { FileStamp($0) } }

  private func keepForThisRun(_ pins: Pins, _ agent: AgentKey, because reason: String) {
    let unkept = Unkept(pins: pins, reason: reason, stamp: stamp(for: agent))
    let isFirst = state.withLock { state in
      state.unkept[agent] = unkept
      defer { state.hasComplained = true }
      return !state.hasComplained
    }
    if isFirst { logger.warning("changes of agents' cards are noticed during this run only: \(reason)") }
  }

  private func path(for agent: AgentKey) -> String? { folder.map { agent.path(in: $0) } }

  // MARK: The file

  private func document(_ pins: Pins, for agent: AgentKey) throws(PrivateFile.Failure) -> [UInt8] {
    for isShort in [false, true] {
      let bytes = document(pins, for: agent, isShort: isShort)
      if bytes.count <= Self.maxBytes { return bytes }
    }
    throw PrivateFile.Failure("it would take more than \(Self.maxBytes >> 20) MiB")
  }

  private func document(_ pins: Pins, for agent: AgentKey, isShort: Bool) -> [UInt8] {
    var cards: JSONObject = [:]
    for card in Card.allCases {
      cards[card.rawValue] = pins.cards[card].map { .object($0.json(isShort: isShort)) }
    }
    return document(["cards": .object(cards)], for: agent)
  }

  private func document(_ content: JSONObject, for agent: AgentKey) -> [UInt8] {
    var content = content
    content["version"] = Self.version
    content["agent"] = .string(agent.digest)
    let code = HMAC<SHA256>.authenticationCode(for: content.serialized(), using: key)
    content["code"] = .string(Array(code).hexadecimal)
    return content.serialized()
  }

  /// Counts the ways in which such files were written.
  private static let version: JSONValue = 3
  /// The ways of before, when less of a card was noted, or other things: what was noted so can't be compared any more.
  private static let formerVersions: [JSONValue] = [1, 2]

  /// - Returns: nil for anything but what was written for this agent with this key.
  private func content(of bytes: [UInt8], for agent: AgentKey) -> JSONObject? {
    guard var content = (try? JSONValue(parsing: bytes))?.object, let code = content["code"]?.string,
      // Who it was for was written down in another way before.
      content["agent"] == .string(agent.digest) || Self.formerVersions.contains(content["version"] ?? .null)
    else { return nil }
    content["code"] = nil
    let expected = HMAC<SHA256>.authenticationCode(for: content.serialized(), using: key)
    guard ConstantTime.areEqual(code, expected.hexadecimal) else { return nil }
    return content
  }

  /// An agent that was noted by an earlier version of the bridge is met anew: nothing of it is withheld for what that
  /// did not note.
  ///
  /// - Returns: nil for what no version up to this one has written.
  private func contents(of content: JSONObject) -> Contents? {
    let version = content["version"] ?? .null
    if Self.formerVersions.contains(version) { return .nothing }
    guard version == Self.version, let cards = content["cards"]?.object else { return nil }
    var pins = Pins()
    for member in cards.members {
      guard let card = Card(rawValue: member.name), let facts = CardFacts(member.value) else { return nil }
      pins.cards[card] = facts
    }
    return .pins(pins)
  }

  private var key: SymmetricKey { keys.key.key(for: .pins) }
}
