import Crypto
import Encodings
import HTTP
import JSON
import Logging
import Settings
import Storage
import Synchronization

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
  typealias Pins = [Card: CardFacts]

  /// What a file says.
  enum Contents: Sendable, Hashable {
    case nothing
    case pins(Pins)
    /// It is not what was written there, and why.
    case unclear(String)
  }

  private struct State {
    /// What is accepted for this run only.
    var unkept: [WebURL: Pins] = [:]
    /// True once the log has heard that nothing can be kept.
    var hasComplained = false
  }

  private let folder: String?
  private let keys: KeyRing
  private let logger: Logger
  private let state = Mutex(State())

  /// - Parameters:
  ///   - stateDirectory: nil keeps what is accepted for this run only.
  ///   - keys: The keys of the same directory.
  init(stateDirectory: String?, keys: KeyRing, logger: Logger) {
    folder = stateDirectory.map { $0 + "/pins" }
    self.keys = keys
    self.logger = logger
  }

  /// A folder that keeps nothing, and makes no words about it.
  static var ofThisRun: PinFolder {
    let silent = Logger(label: "pins") { _ in SwiftLogNoOpLogHandler() }
    return PinFolder(stateDirectory: nil, keys: KeyRing(stateDirectory: nil, logger: silent), logger: silent)
  }

  /// What is accepted of the agent that was configured as `url`.
  func contents(for url: WebURL) -> Contents {
    if let pins = state.withLock({ $0.unkept[url] }) { return .pins(pins) }
    guard let path = path(for: url) else { return .nothing }
    do throws(FileFailure) {
      let bytes = try FileSource.system.read(path, Self.maxBytes).bytes
      // Without the key nothing can be told, and the log has heard why.
      guard keys.isLasting else { return .nothing }
      guard let json = try? JSONValue(parsing: bytes), let pins = pins(in: json, for: url) else {
        return .unclear("\(path) is not as the bridge wrote it")
      }
      return .pins(pins)
    } catch .notFound {
      return .nothing
    } catch {
      return .unclear("\(path): \(error)")
    }
  }

  /// Notes what is accepted; of several processes that do so at the same time the last one wins.
  func keep(_ pins: Pins, for url: WebURL) {
    guard let path = path(for: url), keys.isLasting else {
      keepForThisRun(
        pins, url, because: folder == nil ? "there is no state directory" : "its key can't be kept")
      return
    }
    do throws(PrivateFile.Failure) {
      try PrivateFile.replace(path, with: document(pins, for: url))
      state.withLock { _ = $0.unkept.removeValue(forKey: url) }
    } catch {
      keepForThisRun(pins, url, because: "\(error)")
    }
  }

  /// Tells whether the file of an agent has been replaced since: what it was, or nil where there is none.
  func stamp(for url: WebURL) -> FileStamp? { path(for: url).flatMap { FileStamp($0) } }

  private func keepForThisRun(_ pins: Pins, _ url: WebURL, because reason: String) {
    let isFirst = state.withLock { state in
      state.unkept[url] = pins
      defer { state.hasComplained = true }
      return !state.hasComplained
    }
    if isFirst { logger.warning("changes of agents' cards are noticed during this run only: \(reason)") }
  }

  private func path(for url: WebURL) -> String? {
    folder.map { "\($0)/\(SHA256.hash(data: Array(url.description.utf8)).hexadecimal).json" }
  }

  // MARK: The file

  private func document(_ pins: Pins, for url: WebURL) -> [UInt8] {
    let bytes = document(pins, for: url, isShort: false)
    return bytes.count <= Self.maxBytes ? bytes : document(pins, for: url, isShort: true)
  }

  private func document(_ pins: Pins, for url: WebURL, isShort: Bool) -> [UInt8] {
    var cards: JSONObject = [:]
    for card in Card.allCases { cards[card.rawValue] = pins[card].map { .object($0.json(isShort: isShort)) } }
    let content: JSONObject = [
      "version": 1, "agent": .string(url.description), "cards": .object(cards),
    ]
    let code = HMAC<SHA256>.authenticationCode(for: content.serialized(), using: key)
    var document = content
    document["code"] = .string(Array(code).hexadecimal)
    return document.serialized()
  }

  /// - Returns: nil for anything but what was written for this agent with this key.
  private func pins(in json: JSONValue, for url: WebURL) -> Pins? {
    guard var content = json.object, let code = content["code"]?.string,
      content["agent"] == .string(url.description)
    else { return nil }
    content["code"] = nil
    let expected = HMAC<SHA256>.authenticationCode(for: content.serialized(), using: key)
    guard Array(code.utf8).isSame(as: Array(Array(expected).hexadecimal.utf8)),
      let cards = content["cards"]?.object
    else { return nil }
    var pins: Pins = [:]
    for member in cards.members {
      guard let card = Card(rawValue: member.name), let facts = CardFacts(member.value) else { return nil }
      pins[card] = facts
    }
    return pins
  }

  private var key: SymmetricKey { keys.key.key(for: .pins) }
}

extension [UInt8] {
  /// Compares in a time that does not tell how much is alike.
  fileprivate func isSame(as other: [UInt8]) -> Bool {
    count == other.count && zip(self, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
